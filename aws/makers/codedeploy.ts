import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const codedeploy: Makers['codedeploy'] = setting => new CodeDeployClient(tuned(setting))
