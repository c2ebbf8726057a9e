import { platformClients, type Setting } from '../../aws/clients.ts'
import { eventbridge } from '../../aws/makers/eventbridge.ts'
import { changes } from '../../aws/notices.ts'

export const changesPart = (platform: Setting, internalBus: string) =>
  changes(platformClients(platform, { eventbridge }), internalBus)
