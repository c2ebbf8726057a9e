import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const elbv2: Makers['elbv2'] = setting => new ElasticLoadBalancingV2Client(tuned(setting))
