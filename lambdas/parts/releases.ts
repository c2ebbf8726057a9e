import { type Setting, sdkClients } from '../../aws/clients.ts'
import { cloudwatch } from '../../aws/makers/cloudwatch.ts'
import { codedeploy } from '../../aws/makers/codedeploy.ts'
import { ecs } from '../../aws/makers/ecs.ts'
import { elbv2 } from '../../aws/makers/elbv2.ts'
import { logs } from '../../aws/makers/logs.ts'
import { sts } from '../../aws/makers/sts.ts'
import { releases } from '../../aws/releases/releases.ts'

export const releasesPart = (platform: Setting) =>
  releases(sdkClients(platform, { cloudwatch, codedeploy, ecs, elbv2, logs, sts }))
