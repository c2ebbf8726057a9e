import { CodeBuildClient } from '@aws-sdk/client-codebuild'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const codebuild: Makers['codebuild'] = setting => new CodeBuildClient(tuned(setting))
