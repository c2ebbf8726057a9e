import { accounts } from '../../aws/accounts.ts'
import { type Setting, sdkClients } from '../../aws/clients.ts'
import { cloudformation } from '../../aws/makers/cloudformation.ts'
import { ecr } from '../../aws/makers/ecr.ts'
import { eventbridge } from '../../aws/makers/eventbridge.ts'
import { iam } from '../../aws/makers/iam.ts'
import { sts } from '../../aws/makers/sts.ts'

export const accountsPart = (platform: Setting) =>
  accounts(sdkClients(platform, { cloudformation, ecr, eventbridge, iam, sts }))
