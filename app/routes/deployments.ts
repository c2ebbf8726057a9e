import * as schemas from '../../core/schemas.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { cancel, switchTraffic } from '../calls/command-deployment.ts'
import { deploy } from '../calls/deploy.ts'
import { listDeployments } from '../calls/list-deployments.ts'
import { promote } from '../calls/promote.ts'
import { readDeployment, readResult } from '../calls/read-deployment.ts'
import { readEvents } from '../calls/read-events.ts'
import { readLogs } from '../calls/read-logs.ts'
import { rollback } from '../calls/rollback.ts'
import { data, get, post, type Route } from './route.ts'

const known: readonly ErrorCode[] = ['DEPLOYMENT_NOT_FOUND']

export const deployments: readonly Route[] = [
  post('/api/v1/deploy', 'deploy', 'Start a deployment; everything after that is in its events', 'deployer', {
    within: 'place',
    headers: schemas.idempotencyHeaders,
    body: schemas.deployBody,
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
    run: data(listDeployments),
  }),
  get('/api/v1/deploy/{id}', 'readDeployment', 'The live state of a deployment', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    errors: known,
    run: data(readDeployment),
  }),
  get('/api/v1/deploy/{id}/events', 'readEvents', 'The event log, as JSON or as text/event-stream', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    query: schemas.eventsQuery,
    headers: schemas.eventsHeaders,
    media: 'text/event-stream',
    errors: known,
    run: readEvents,
  }),
  get('/api/v1/deploy/{id}/logs', 'readLogs', 'What the build wrote; 50 chunks at a time', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    query: schemas.logsQuery,
    errors: known,
    run: data(readLogs),
  }),
  get('/api/v1/deploy/{id}/result', 'readResult', 'The result, from DEPLOYMENT_READY on', 'viewer', {
    within: 'deployment',
    params: schemas.byId,
    successMessage: 'result',
    errors: ['RESULT_NOT_FOUND'],
    run: data(readResult),
  }),
  post('/api/v1/deploy/{id}/switch', 'switchTraffic', 'Move the traffic to green', 'deployer', {
    within: 'deployment',
    params: schemas.byId,
    errors: [...known, 'NOT_READY'],
    run: data(switchTraffic),
  }),
  post('/api/v1/deploy/{id}/cancel', 'cancel', 'Stop it and leave what served before', 'deployer', {
    within: 'deployment',
    params: schemas.byId,
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
    successMessage: 'deploymentStarted',
    errors: [...known, 'RELEASE_NOT_FOUND', 'CONNECTION_NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'QUEUE_FULL'],
    run: data(rollback),
  }),
]
