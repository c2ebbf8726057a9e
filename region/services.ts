// What the region knows of AWS beside what the platform itself needs.
import { cloudformation } from './cloudformation/cloudformation.ts'
import { cloudwatch } from './cloudwatch.ts'
import { codebuild } from './codebuild.ts'
import { codedeploy } from './codedeploy/codedeploy.ts'
import { ec2 } from './ec2.ts'
import { ecr } from './ecr.ts'
import { ecs } from './ecs/ecs.ts'
import { elbv2 } from './elbv2/elbv2.ts'
import { logs } from './logs.ts'
import type { Services } from './region.ts'
import { scheduler } from './scheduler.ts'
import { sns } from './sns.ts'

export const services: Services = {
  ec2,
  ecr,
  ecs,
  elbv2,
  logs,
  cloudwatch,
  codebuild,
  codedeploy,
  cloudformation,
  scheduler,
  sns,
}
