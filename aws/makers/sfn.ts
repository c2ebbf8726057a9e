import { SFNClient } from '@aws-sdk/client-sfn'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const sfn: Makers['sfn'] = setting => new SFNClient(tuned(setting))
