import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const eventbridge: Makers['eventbridge'] = setting => new EventBridgeClient(tuned(setting))
