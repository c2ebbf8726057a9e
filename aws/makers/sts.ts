import { STSClient } from '@aws-sdk/client-sts'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const sts: Makers['sts'] = setting => new STSClient(tuned(setting))
