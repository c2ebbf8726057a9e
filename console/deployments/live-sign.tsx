import type { LiveState } from '../../client/connection.ts'
import { useWords } from '../words.ts'

/** Nothing where nothing is followed. */
export const LiveSign = ({ connection }: { connection: LiveState | undefined }) => {
  const { deployment } = useWords()
  if (connection === undefined) return null
  return (
    <span class={`badge ${connection === 'open' ? 'good' : connection === 'lost' ? 'ask' : 'idle'}`}>
      <span class="dot" aria-hidden="true" />
      {deployment.connection[connection]}
    </span>
  )
}
