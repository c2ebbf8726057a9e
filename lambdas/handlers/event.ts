// Events of AWS's services: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
import { onHint } from '../../app/hint.ts'
import type { Ports } from '../../core/ports.ts'
import { textAt, type Watch, watched } from '../platform/watched.ts'

export const eventHandler = (ports: Pick<Ports, 'table' | 'executions'>, watch: Watch) => {
  const hint = onHint(ports)
  return watched(watch, async (event: unknown, note): Promise<void> => {
    const [source, detailType] = [textAt(event, 'source'), textAt(event, 'detail-type')]
    note({ source, detailType, account: textAt(event, 'account'), eventId: textAt(event, 'id') })
    await hint(event)
  })
}
