// What each call answers with: for the OpenAPI document, and for the tests. No request needs it.
import * as z from 'zod'
import * as answers from '../core/answers.ts'
import { auditPage } from '../core/audit.ts'
import { grantCreated, grantRemoved, grants } from '../core/grants.ts'
import * as hooks from '../core/hooks.ts'
import { metricsAnswer } from '../core/metrics-schemas.ts'
import * as noticeAnswers from '../core/notices-answers.ts'

export const answerOf = {
  connectGithub: answers.githubConnected,
  connectAws: answers.awsConnected,
  externalId: answers.externalId,
  testPermissions: answers.permissions,
  listGithubConnections: answers.githubConnections,
  readBranches: answers.branches,
  listAwsConnections: answers.awsConnections,
  disconnect: answers.disconnected,
  deploy: answers.accepted,
  listDeployments: answers.deploymentPage,
  readDeployment: answers.liveDeployment,
  readEvents: answers.eventPage,
  readLogs: answers.logPage,
  readResult: answers.deploymentResult,
  switchTraffic: answers.liveDeployment,
  cancel: answers.liveDeployment,
  promote: answers.accepted,
  rollback: answers.accepted,
  listApprovals: answers.awaiting,
  approve: answers.liveDeployment,
  reject: answers.liveDeployment,
  skipApproval: answers.liveDeployment,
  listEnvironments: answers.environments,
  readEnvironment: answers.environment,
  writeEnvironment: answers.environment,
  createHook: hooks.hookCreated,
  listHooks: hooks.hooks,
  removeHook: hooks.hookRemoved,
  hearHook: hooks.hookHeard,
  listServices: answers.servicePage,
  readService: answers.servicePage,
  readMetrics: metricsAnswer,
  socketTicket: answers.socketTicket,
  createToken: answers.tokenCreated,
  listTokens: answers.tokens,
  revokeToken: answers.tokenRevoked,
  createGrant: grantCreated,
  listGrants: grants,
  removeGrant: grantRemoved,
  readAudit: auditPage,
  createNotification: noticeAnswers.notificationCreated,
  listNotifications: noticeAnswers.notifications,
  listDeliveries: noticeAnswers.deliveries,
  testNotification: noticeAnswers.notificationTested,
  removeNotification: noticeAnswers.notificationRemoved,
  health: answers.health,
  apiDocs: z.looseObject({ openapi: z.string() }),
} as const satisfies Record<string, z.ZodType>
