// What was told, newest first, and what became of it.
import type { DeliveryView } from '../../client/types.ts'
import { Ago } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'

export const Deliveries = ({ deliveries }: { deliveries: readonly DeliveryView[] }) => {
  const { notifications: words } = useWords()
  if (deliveries.length === 0) return <p class="muted">{words.noDeliveries}</p>
  return (
    <ul class="points">
      {deliveries.map(one => (
        <Delivered key={one.id} delivery={one} />
      ))}
    </ul>
  )
}

const Delivered = ({ delivery }: { delivery: DeliveryView }) => {
  const { notifications: words } = useWords()
  const { occurredAt, kind, deploymentId, channel, host, status, attempt, attempts } = delivery
  const error = attempts.at(-1)?.error
  return (
    <li>
      <Link to={`/deployments/${encodeURIComponent(deploymentId)}`}>
        {words.eventNames[kind as keyof typeof words.eventNames] ?? kind}
      </Link>{' '}
      → {channel ?? host}: {words.statuses[status as keyof typeof words.statuses] ?? status}{' '}
      <span class="muted small">
        <Ago at={occurredAt} />, {words.attempts(attempt)}
        {error && `, ${error}`}
      </span>
    </li>
  )
}
