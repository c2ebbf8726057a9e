import { EC2Client } from '@aws-sdk/client-ec2'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const ec2: Makers['ec2'] = setting => new EC2Client(tuned(setting))
