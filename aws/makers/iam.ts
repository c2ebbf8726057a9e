import { IAMClient } from '@aws-sdk/client-iam'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const iam: Makers['iam'] = setting => new IAMClient(tuned(setting))
