import type { Status } from '../../core/vocabulary.ts'
import { useWords } from '../words.ts'

const tones: Record<Status, string> = {
  QUEUED: 'idle',
  RUNNING: 'live',
  DEPLOYMENT_READY: 'ask',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'idle',
}

export const StatusBadge = ({ status }: { status: Status }) => {
  const { frame } = useWords()
  return (
    <span class={`badge ${tones[status] ?? 'idle'}`}>
      <span class="dot" aria-hidden="true" />
      {frame.statuses[status] ?? status}
    </span>
  )
}
