import { SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const scheduler: Makers['scheduler'] = setting => new SchedulerClient(tuned(setting))
