import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const cloudwatch: Makers['cloudwatch'] = setting => new CloudWatchClient(tuned(setting))
