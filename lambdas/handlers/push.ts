import { pushReader } from '../../app/live/push.ts'
import type { Ports } from '../../core/ports.ts'
import { reportFault, type Watch } from '../platform/watched.ts'
import { streamHandler } from './stream.ts'

export const pushHandler = (ports: Pick<Ports, 'table' | 'clock' | 'sockets'>, watch: Watch) => {
  const push = pushReader(ports, (fault, connectionId) => {
    watch.count('PushFailures')
    reportFault(watch, fault, { outcome: 'push failed', connectionId })
  })
  return streamHandler(push, watch)
}
