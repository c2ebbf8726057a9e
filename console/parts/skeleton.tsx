import { useWords } from '../words.ts'

/** The place of what is loading, so that nothing jumps when it comes. */
export const Skeleton = ({ rows }: { rows: number }) => {
  const { frame } = useWords()
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{frame.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  )
}
