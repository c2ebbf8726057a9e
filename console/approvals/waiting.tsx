// How many wait for approval, beside the link to them. Nobody polls: it is asked for when the window is looked at, and when an
// event that anything on the page follows may have changed it.
import { useEffect } from 'preact/hooks'
import type { PandaEvent } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useElsewhere } from '../elsewhere.ts'
import { useLoad } from '../load.tsx'
import { useWords } from '../words.ts'

const changes = ['AWAITING_APPROVAL', 'APPROVED', 'REJECTED', 'APPROVAL_SKIPPED', 'APPROVAL_GRANTED']
const ends = ['STOPPING', 'COMPLETED', 'FAILED', 'CANCELLED']
/** Old events come in hundreds at once. */
const gatherMs = 300

const heard = new EventTarget()

export const changesApprovals = ({ code }: PandaEvent) => changes.includes(code) || ends.includes(code)

/** Whoever follows a deployment tells its events. */
export const hearApprovals = (event: PandaEvent) => {
  if (changesApprovals(event)) heard.dispatchEvent(new Event('changed'))
}

export const WaitingCount = () => {
  const { approvals: words } = useWords()
  const { panda } = usePanda()
  const { data = 0, again } = useLoad(async () => (await panda.approvals()).length, [panda])
  useElsewhere(again)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const changed = () => {
      clearTimeout(timer)
      timer = setTimeout(again, gatherMs)
    }
    heard.addEventListener('changed', changed)
    return () => {
      clearTimeout(timer)
      heard.removeEventListener('changed', changed)
    }
  }, [again])
  if (data === 0) return null
  return (
    <span class="nav-count">
      <span aria-hidden="true">{data > 99 ? '99+' : data}</span>
      <span class="unseen">, {words.waiting(data)}</span>
    </span>
  )
}
