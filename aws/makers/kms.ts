import { KMSClient } from '@aws-sdk/client-kms'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const kms: Makers['kms'] = setting => new KMSClient(tuned(setting))
