// The server's clock: what the browser's differs by would be seen in every "time spent".
import { useRef } from 'preact/hooks'
import { useNow } from '../now.ts'
import type { Story } from './story.ts'

/** Never before the last event, so that no time is negative. */
export const useServerNow = (story: Story, lastAt: string | undefined, everyMs: number, running: boolean) => {
  const now = useNow(everyMs, running)
  const ahead = useRef({ seq: 0, by: 0 })
  const last = lastAt === undefined ? 0 : Date.parse(lastAt)
  if (story.seq > ahead.current.seq)
    ahead.current = { seq: story.seq, by: Math.max(ahead.current.by, last - Date.now()) }
  return Math.max(now + ahead.current.by, last)
}
