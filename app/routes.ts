// Every call of Panda, one entry each: where it is, who may, what goes in and out, which errors it knows, and the use case
// behind it. The local server, API Gateway, OpenAPI and the tests of what a tenant may see are made from this table.
import * as z from 'zod'
import * as answers from '../core/answers.ts'
import { auditHeaders, auditPage, auditQuery } from '../core/audit.ts'
import { byEnvironment, environmentBody } from '../core/environment.ts'
import { createGrantBody, grantCreated, grantRemoved, grants } from '../core/grants.ts'
import * as hooks from '../core/hooks.ts'
import type { ApiMessage } from '../core/messages.ts'
import { metricsAnswer, metricsHeaders, metricsQuery } from '../core/metrics-schemas.ts'
import * as noticeAnswers from '../core/notices-answers.ts'
import * as noticeSchemas from '../core/notices-schemas.ts'
import * as schemas from '../core/schemas.ts'
import type { ErrorCode, Role } from '../core/vocabulary.ts'
import type { Answer, CallContext, FileType } from './caller.ts'
import { approve, listApprovals, reject, skipApproval } from './calls/approvals.ts'
import { cancel, switchTraffic } from './calls/command-deployment.ts'
import { connectAws } from './calls/connect-aws.ts'
import { connectGithub } from './calls/connect-github.ts'
import { createNotification } from './calls/create-notification.ts'
import { createToken } from './calls/create-token.ts'
import { deploy } from './calls/deploy.ts'
import { disconnect } from './calls/disconnect.ts'
import { listEnvironments, readEnvironment, writeEnvironment } from './calls/environments.ts'
import { externalId } from './calls/external-id.ts'
import { createGrant, listGrants, removeGrant } from './calls/grants.ts'
import { hearHook } from './calls/hear-hook.ts'
import { createHook, listHooks, removeHook } from './calls/hooks.ts'
import { listAwsConnections, listGithubConnections } from './calls/list-connections.ts'
import { listDeliveries } from './calls/list-deliveries.ts'
import { listDeployments } from './calls/list-deployments.ts'
import { listNotifications } from './calls/list-notifications.ts'
import { listServices, readService } from './calls/list-services.ts'
import { listTokens } from './calls/list-tokens.ts'
import { readMetrics } from './calls/metrics.ts'
import { promote } from './calls/promote.ts'
import { readAudit } from './calls/read-audit.ts'
import { readBranches } from './calls/read-branches.ts'
import { readDeployment, readResult } from './calls/read-deployment.ts'
import { readEvents } from './calls/read-events.ts'
import { readLogs } from './calls/read-logs.ts'
import { removeNotification } from './calls/remove-notification.ts'
import { revokeToken } from './calls/revoke-token.ts'
import { rollback } from './calls/rollback.ts'
import { socketTicket } from './calls/socket-ticket.ts'
import { testNotification } from './calls/test-notification.ts'
import { testPermissions } from './calls/test-permissions.ts'
import { openApi } from './openapi.ts'
import { recordedExamples } from './openapi-examples.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** Or the least role. */
export type Allows = 'anyone' | Role

export type Route = {
  method: Method
  path: string
  operation: string
  summary: string
  allows: Allows
  params: z.ZodObject
  query: z.ZodObject
  headers: z.ZodObject
  /** Absent: a body that is sent is not looked at. */
  body?: z.ZodObject
  answer: z.ZodType
  /** Of a body that is taken as it comes; else as many as of any (app/http.ts). */
  mostBytes?: number
  /** What a role for one service in one environment is good for. `place`: the call names owner, repo and environment.
   *  `deployment`: it asks app/calls/own-deployment.ts. `list`: it shows what the caller may see. Absent: roles that
   *  somebody has everywhere count, and a token with scopes may not. */
  within?: 'place' | 'deployment' | 'list'
  /** What else it can answer with, beside JSON. */
  media?: 'text/event-stream'
  /** As which files it can be had, by `Accept`. */
  files?: readonly FileType[]
  successMessage: ApiMessage
  errors: readonly ErrorCode[]
  run(input: never, context: CallContext): Promise<Answer>
}

const known: readonly ErrorCode[] = ['DEPLOYMENT_NOT_FOUND']

export const routes: readonly Route[] = [
  // ---- connections ----------------------------------------------------------------------------------------------------
  post('/api/v1/connect/github', 'connectGithub', 'Connect a GitHub repository', 'deployer', {
    body: schemas.connectGithubBody,
    answer: answers.githubConnected,
    successMessage: 'githubConnected',
    errors: ['GITHUB_REPOSITORY_NOT_FOUND', 'GITHUB_BAD_CREDENTIALS', 'GITHUB_BRANCH_NOT_FOUND', 'GITHUB_TIMEOUT'],
    run: data(connectGithub),
  }),
  post('/api/v1/connect/aws', 'connectAws', 'Connect an AWS account, by role or by keys', 'deployer', {
    body: schemas.connectAwsBody,
    answer: answers.awsConnected,
    successMessage: 'awsConnected',
    errors: ['AWS_CREDENTIALS_INVALID', 'AWS_TIMEOUT', 'ROLE_NOT_PROTECTED'],
    run: data(connectAws),
  }),
  get('/api/v1/connect/aws/external-id', 'externalId', 'The external id that your role must ask for', 'deployer', {
    answer: answers.externalId,
    run: data(externalId),
  }),
  get('/api/v1/connect/aws/{id}/permissions', 'testPermissions', 'Which permissions the connection lacks', 'deployer', {
    params: schemas.byId,
    answer: answers.permissions,
    errors: ['CONNECTION_NOT_FOUND', 'AWS_CREDENTIALS_INVALID', 'AWS_TIMEOUT', 'ROLE_NOT_PROTECTED'],
    run: data(testPermissions),
  }),
  get('/api/v1/connect/github', 'listGithubConnections', 'Your GitHub connections, without secrets', 'viewer', {
    within: 'list',
    answer: answers.githubConnections,
    run: data(listGithubConnections),
  }),
  get('/api/v1/connect/github/{id}/branches', 'readBranches', 'The branches of a connected repository', 'deployer', {
    params: schemas.byId,
    answer: answers.branches,
    errors: ['CONNECTION_NOT_FOUND', 'GITHUB_REPOSITORY_NOT_FOUND', 'GITHUB_BAD_CREDENTIALS', 'GITHUB_TIMEOUT'],
    run: data(readBranches),
  }),
  get('/api/v1/connect/aws', 'listAwsConnections', 'Your AWS connections, without secrets', 'viewer', {
    answer: answers.awsConnections,
    run: data(listAwsConnections),
  }),
  route(
    'DELETE',
    '/api/v1/connect/{id}',
    'disconnect',
    'Delete a connection that nothing unfinished uses',
    'deployer',
    {
      params: schemas.byId,
      answer: answers.disconnected,
      errors: ['CONNECTION_NOT_FOUND', 'CONNECTION_IN_USE'],
      run: data(disconnect),
    },
  ),

  // ---- deployments ----------------------------------------------------------------------------------------------------
  post('/api/v1/deploy', 'deploy', 'Start a deployment; everything after that is in its events', 'deployer', {
    within: 'place',
    headers: schemas.idempotencyHeaders,
    body: schemas.deployBody,
    answer: answers.accepted,
    successMessage: 'deploymentStarted',
    errors: [
      ...(['CONNECTION_NOT_FOUND', 'CONNECTION_MISMATCH', 'BRANCH_NOT_ALLOWED', 'PROMOTION_ONLY'] as const),
      ...(['OUTSIDE_WINDOW', 'IDEMPOTENCY_CONFLICT', 'BUSY', 'QUEUE_FULL'] as const),
      ...(['GITHUB_TIMEOUT', 'GITHUB_BAD_CREDENTIALS'] as const),
    ],
    run: data(deploy),
  }),
  get('/api/v1/deploy', 'listDeployments', 'Your deployments, newest first', 'viewer', {
    within: 'list',
    query: schemas.deploymentsQuery,
    answer: answers.deploymentPage,
    run: data(listDeployments),
  }),
  get('/api/v1/deploy/{id}', 'readDeployment', 'The live state of a deployment', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    answer: answers.liveDeployment,
    errors: known,
    run: data(readDeployment),
  }),
  get('/api/v1/deploy/{id}/events', 'readEvents', 'The event log, as JSON or as text/event-stream', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    query: schemas.eventsQuery,
    headers: schemas.eventsHeaders,
    answer: answers.eventPage,
    media: 'text/event-stream',
    errors: known,
    run: readEvents,
  }),
  get('/api/v1/deploy/{id}/logs', 'readLogs', 'What the build wrote; 50 chunks at a time', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    query: schemas.logsQuery,
    answer: answers.logPage,
    errors: known,
    run: data(readLogs),
  }),
  get('/api/v1/deploy/{id}/result', 'readResult', 'The result, from DEPLOYMENT_READY on', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    answer: answers.deploymentResult,
    successMessage: 'result',
    errors: ['RESULT_NOT_FOUND'],
    run: data(readResult),
  }),
  post('/api/v1/deploy/{id}/switch', 'switchTraffic', 'Move the traffic to green', 'deployer', {
    within: 'deployment',
    params: schemas.byId,
    answer: answers.liveDeployment,
    errors: [...known, 'NOT_READY'],
    run: data(switchTraffic),
  }),
  post('/api/v1/deploy/{id}/cancel', 'cancel', 'Stop it and leave what served before', 'deployer', {
    within: 'deployment',
    params: schemas.byId,
    answer: answers.liveDeployment,
    errors: [...known, 'TOO_LATE'],
    run: data(cancel),
  }),
  post(
    '/api/v1/deploy/{id}/promote',
    'promote',
    'Deploy its image to another environment; nothing is built',
    'deployer',
    {
      within: 'deployment',
      params: schemas.byId,
      headers: schemas.idempotencyHeaders,
      body: schemas.promoteBody,
      answer: answers.accepted,
      successMessage: 'deploymentStarted',
      errors: [
        ...(['DEPLOYMENT_NOT_FOUND', 'NOT_PROMOTABLE', 'CONNECTION_NOT_FOUND', 'IDEMPOTENCY_CONFLICT'] as const),
        ...(['OUTSIDE_WINDOW', 'BUSY', 'QUEUE_FULL', 'GITHUB_TIMEOUT', 'GITHUB_BAD_CREDENTIALS'] as const),
      ],
      run: data(promote),
    },
  ),
  post('/api/v1/deploy/{id}/rollback', 'rollback', 'Deploy a kept release of the same service again', 'deployer', {
    within: 'deployment',
    params: schemas.byId,
    headers: schemas.idempotencyHeaders,
    body: schemas.rollbackBody,
    answer: answers.accepted,
    successMessage: 'deploymentStarted',
    errors: [...known, 'RELEASE_NOT_FOUND', 'CONNECTION_NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'QUEUE_FULL'],
    run: data(rollback),
  }),

  // ---- approvals ----------------------------------------------------------------------------------------------------------
  get('/api/v1/approvals', 'listApprovals', 'Deployments that wait for reviewers, longest first', 'viewer', {
    within: 'list',
    answer: answers.awaiting,
    run: data(listApprovals),
  }),
  post('/api/v1/deploy/{id}/approve', 'approve', 'Agree to a release, as one of its reviewers', 'approver', {
    within: 'deployment',
    params: schemas.byId,
    body: schemas.approveBody,
    answer: answers.liveDeployment,
    errors: [...known, 'NOT_AWAITING_APPROVAL', 'AUTHOR_MAY_NOT_APPROVE'],
    run: data(approve),
  }),
  post('/api/v1/deploy/{id}/reject', 'reject', 'Refuse a release: it fails, and what served serves', 'approver', {
    within: 'deployment',
    params: schemas.byId,
    body: schemas.rejectBody,
    answer: answers.liveDeployment,
    errors: [...known, 'NOT_AWAITING_APPROVAL'],
    run: data(reject),
  }),
  post(
    '/api/v1/deploy/{id}/skip-approval',
    'skipApproval',
    'In an emergency: release without reviewers and without the wait',
    'admin',
    {
      within: 'deployment',
      params: schemas.byId,
      body: schemas.skipApprovalBody,
      answer: answers.liveDeployment,
      errors: [...known, 'NOT_AWAITING_APPROVAL'],
      run: data(skipApproval),
    },
  ),

  // ---- environments: who may set what protects, may take the protection away: an admin ------------------------------------
  get('/api/v1/environments', 'listEnvironments', 'Environments that somebody has set something for', 'viewer', {
    within: 'list',
    query: schemas.repositoryQuery,
    answer: answers.environments,
    run: data(listEnvironments),
  }),
  get(
    '/api/v1/environments/{owner}/{repo}/{environment}',
    'readEnvironment',
    'What is set for an environment, and what holds',
    'viewer',
    { within: 'place', params: byEnvironment, answer: answers.environment, run: data(readEnvironment) },
  ),
  route(
    'PUT',
    '/api/v1/environments/{owner}/{repo}/{environment}',
    'writeEnvironment',
    'Set all settings of an environment; what is left out is as usual',
    'admin',
    {
      within: 'place',
      params: byEnvironment,
      body: environmentBody,
      answer: answers.environment,
      errors: ['CONNECTION_NOT_FOUND', 'CONNECTION_MISMATCH', 'SETTINGS_CHANGED'],
      run: data(writeEnvironment),
    },
  ),

  // ---- webhooks: an admin's, because whoever has the secret can start what they name --------------------------------------
  post('/api/v1/hooks/github', 'createHook', 'A webhook for a repository: a push starts its environments', 'admin', {
    body: hooks.createHookBody,
    answer: hooks.hookCreated,
    errors: ['CONNECTION_NOT_FOUND'],
    run: data(createHook),
  }),
  get('/api/v1/hooks/github', 'listHooks', 'Your webhooks, without their secrets', 'viewer', {
    answer: hooks.hooks,
    run: data(listHooks),
  }),
  route('DELETE', '/api/v1/hooks/github/{id}', 'removeHook', 'Hear a webhook no more', 'admin', {
    params: schemas.byId,
    answer: hooks.hookRemoved,
    run: data(removeHook),
  }),
  route('POST', '/api/v1/hooks/github/{id}', 'hearHook', 'For GitHub: what it delivers, signed', 'anyone', {
    params: schemas.byId,
    headers: hooks.hookHeaders,
    mostBytes: hooks.mostHookBytes,
    answer: hooks.hookHeard,
    errors: ['UNAUTHENTICATED', 'PAYLOAD_TOO_LARGE'],
    run: data(hearHook),
  }),

  // ---- services, sockets ------------------------------------------------------------------------------------------------
  get('/api/v1/services', 'listServices', 'What serves now, where, and what a rollback can go to', 'viewer', {
    within: 'list',
    answer: answers.servicePage,
    run: data(listServices),
  }),
  get('/api/v1/services/{owner}/{repo}', 'readService', 'One for each branch and environment', 'viewer', {
    within: 'list',
    params: schemas.byRepository,
    answer: answers.servicePage,
    errors: ['SERVICE_NOT_FOUND'],
    run: data(readService),
  }),
  get('/api/v1/metrics', 'readMetrics', 'Figures of your deployments against targets; for Prometheus, too', 'viewer', {
    query: metricsQuery,
    headers: metricsHeaders,
    answer: metricsAnswer,
    files: ['text/plain'],
    run: readMetrics,
  }),
  post('/api/v1/socket-ticket', 'socketTicket', 'A ticket for the WebSocket, good once, for 30 seconds', 'viewer', {
    within: 'deployment',
    body: schemas.socketTicketBody,
    answer: answers.socketTicket,
    errors: known,
    run: data(socketTicket),
  }),

  // ---- API tokens: an admin's, because a token that can make tokens outlives its own end ---------------------------------
  post('/api/v1/tokens', 'createToken', 'Make an API token; it is shown this once', 'admin', {
    body: schemas.createTokenBody,
    answer: answers.tokenCreated,
    run: data(createToken),
  }),
  get('/api/v1/tokens', 'listTokens', 'Your API tokens that have not expired, without the tokens', 'admin', {
    answer: answers.tokens,
    run: data(listTokens),
  }),
  route('DELETE', '/api/v1/tokens/{id}', 'revokeToken', 'Revoke an API token, at once', 'admin', {
    params: schemas.byId,
    answer: answers.tokenRevoked,
    run: data(revokeToken),
  }),

  // ---- roles for a service and an environment ----------------------------------------------------------------------------
  post('/api/v1/grants', 'createGrant', 'Give somebody a role for a service and an environment', 'admin', {
    body: createGrantBody,
    answer: grantCreated,
    run: data(createGrant),
  }),
  get('/api/v1/grants', 'listGrants', 'Who has which role where, oldest first', 'admin', {
    answer: grants,
    run: data(listGrants),
  }),
  route('DELETE', '/api/v1/grants/{id}', 'removeGrant', 'Take a role away again, at once', 'admin', {
    params: schemas.byId,
    answer: grantRemoved,
    run: data(removeGrant),
  }),

  // ---- audit --------------------------------------------------------------------------------------------------------------
  get('/api/v1/audit', 'readAudit', 'Who did what, when, from where; newest first', 'admin', {
    query: auditQuery,
    headers: auditHeaders,
    answer: auditPage,
    files: ['text/csv', 'application/x-ndjson'],
    run: readAudit,
  }),

  // ---- notifications: where they go is an admin's, because what they say leaves the house -------------------------------
  post('/api/v1/notifications', 'createNotification', 'Be told on Slack, by webhook or by e-mail', 'admin', {
    body: noticeSchemas.createNotificationBody,
    answer: noticeAnswers.notificationCreated,
    run: data(createNotification),
  }),
  get('/api/v1/notifications', 'listNotifications', 'Who is told what, without their addresses', 'viewer', {
    answer: noticeAnswers.notifications,
    run: data(listNotifications),
  }),
  get('/api/v1/notifications/deliveries', 'listDeliveries', 'What was told, and what became of it', 'viewer', {
    query: noticeSchemas.deliveriesQuery,
    answer: noticeAnswers.deliveries,
    run: data(listDeliveries),
  }),
  post('/api/v1/notifications/{id}/test', 'testNotification', 'Send a sample now', 'admin', {
    params: schemas.byId,
    answer: noticeAnswers.notificationTested,
    errors: ['NOTIFICATION_NOT_FOUND'],
    run: data(testNotification),
  }),
  route('DELETE', '/api/v1/notifications/{id}', 'removeNotification', 'Tell them nothing more', 'admin', {
    params: schemas.byId,
    answer: noticeAnswers.notificationRemoved,
    run: data(removeNotification),
  }),

  // ---- about Panda ------------------------------------------------------------------------------------------------------
  get('/health', 'health', 'Whether Panda answers', 'anyone', {
    answer: answers.health,
    run: data(async (_, { samples }) => ({ status: 'UP', ...(samples && { samples }) })),
  }),
  get('/api-docs', 'apiDocs', 'This document: OpenAPI 3.1', 'anyone', {
    answer: z.looseObject({ openapi: z.string() }),
    run: async (_, { addresses }) => ({ kind: 'document', json: await documentFor(addresses.api) }),
  }),
]

/** For anyone, and 40 ms of work: made once. */
let made: { api: string; json: string } | undefined

async function documentFor(api: string) {
  if (made?.api === api) return made.json
  const json = JSON.stringify(openApi(routes, api, await recordedExamples()))
  made = { api, json }
  return json
}

type Schemas = { params: z.ZodObject; query: z.ZodObject; headers: z.ZodObject; body: z.ZodObject }
type Entry<S extends Partial<Schemas>> = S &
  Pick<Route, 'answer'> &
  Partial<Pick<Route, 'within' | 'mostBytes' | 'media' | 'files' | 'successMessage' | 'errors'>> & {
    run(input: Parsed<S>, context: CallContext): Promise<Answer>
  }
/** All parts of a request in one object: their names do not meet. */
type Parsed<S> = Part<S, 'params'> & Part<S, 'query'> & Part<S, 'headers'> & Part<S, 'body'>
type Part<S, K> = K extends keyof S ? (S[K] extends z.ZodType ? z.output<S[K]> : unknown) : unknown

function get<S extends Partial<Schemas>>(
  path: string,
  operation: string,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
) {
  return route('GET', path, operation, summary, allows, entry)
}

/** A body that a call knows nothing of is refused, too. */
function post<S extends Partial<Schemas>>(
  path: string,
  operation: string,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
) {
  return { body: schemas.nothing, ...route('POST', path, operation, summary, allows, entry) }
}

function route<S extends Partial<Schemas>>(
  method: Method,
  path: string,
  operation: string,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
): Route {
  const empty = { params: schemas.nothing, query: schemas.nothing, headers: z.object({}) }
  return { method, path, operation, summary, allows, ...empty, successMessage: 'ok', errors: [], ...entry }
}

function data<I>(run: (input: I, context: CallContext) => Promise<object>) {
  return async (input: I, context: CallContext): Promise<Answer> => ({ kind: 'data', data: await run(input, context) })
}
