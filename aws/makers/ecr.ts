import { ECRClient } from '@aws-sdk/client-ecr'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const ecr: Makers['ecr'] = setting => new ECRClient(tuned(setting))
