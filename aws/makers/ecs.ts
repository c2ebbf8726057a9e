import { ECSClient } from '@aws-sdk/client-ecs'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const ecs: Makers['ecs'] = setting => new ECSClient(tuned(setting))
