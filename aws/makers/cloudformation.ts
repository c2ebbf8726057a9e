import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const cloudformation: Makers['cloudformation'] = setting => new CloudFormationClient(tuned(setting))
