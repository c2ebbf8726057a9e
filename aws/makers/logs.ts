import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const logs: Makers['logs'] = setting => new CloudWatchLogsClient(tuned(setting))
