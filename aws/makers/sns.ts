import { SNSClient } from '@aws-sdk/client-sns'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const sns: Makers['sns'] = setting => new SNSClient(tuned(setting))
