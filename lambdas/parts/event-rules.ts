import { type Setting, sdkClients } from '../../aws/clients.ts'
import { eventRules } from '../../aws/event-rules.ts'
import { eventbridge } from '../../aws/makers/eventbridge.ts'
import { iam } from '../../aws/makers/iam.ts'
import { sts } from '../../aws/makers/sts.ts'

export const eventRulesPart = (platform: Setting, ingressBusArn: string) =>
  eventRules(sdkClients(platform, { eventbridge, iam, sts }), ingressBusArn)
