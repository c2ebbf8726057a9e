import * as schemas from '../../core/schemas.ts'
import { connectAws } from '../calls/connect-aws.ts'
import { connectGithub } from '../calls/connect-github.ts'
import { disconnect } from '../calls/disconnect.ts'
import { externalId } from '../calls/external-id.ts'
import { listAwsConnections, listGithubConnections } from '../calls/list-connections.ts'
import { readBranches } from '../calls/read-branches.ts'
import { testPermissions } from '../calls/test-permissions.ts'
import { data, get, post, type Route, route } from './route.ts'

export const connections: readonly Route[] = [
  post('/api/v1/connect/github', 'connectGithub', 'Connect a GitHub repository', 'deployer', {
    body: schemas.connectGithubBody,
    successMessage: 'githubConnected',
    errors: ['GITHUB_REPOSITORY_NOT_FOUND', 'GITHUB_BAD_CREDENTIALS', 'GITHUB_BRANCH_NOT_FOUND', 'GITHUB_TIMEOUT'],
    run: data(connectGithub),
  }),
  post('/api/v1/connect/aws', 'connectAws', 'Connect an AWS account, by role or by keys', 'deployer', {
    body: schemas.connectAwsBody,
    successMessage: 'awsConnected',
    errors: ['AWS_CREDENTIALS_INVALID', 'AWS_TIMEOUT', 'ROLE_NOT_PROTECTED'],
    run: data(connectAws),
  }),
  get('/api/v1/connect/aws/external-id', 'externalId', 'The external id that your role must ask for', 'deployer', {
    run: data(externalId),
  }),
  get('/api/v1/connect/aws/{id}/permissions', 'testPermissions', 'Which permissions the connection lacks', 'deployer', {
    params: schemas.byId,
    errors: ['CONNECTION_NOT_FOUND', 'AWS_CREDENTIALS_INVALID', 'AWS_TIMEOUT', 'ROLE_NOT_PROTECTED'],
    run: data(testPermissions),
  }),
  get('/api/v1/connect/github', 'listGithubConnections', 'Your GitHub connections, without secrets', 'viewer', {
    within: 'list',
    run: data(listGithubConnections),
  }),
  get('/api/v1/connect/github/{id}/branches', 'readBranches', 'The branches of a connected repository', 'deployer', {
    params: schemas.byId,
    errors: ['CONNECTION_NOT_FOUND', 'GITHUB_REPOSITORY_NOT_FOUND', 'GITHUB_BAD_CREDENTIALS', 'GITHUB_TIMEOUT'],
    run: data(readBranches),
  }),
  get('/api/v1/connect/aws', 'listAwsConnections', 'Your AWS connections, without secrets', 'viewer', {
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
      errors: ['CONNECTION_NOT_FOUND', 'CONNECTION_IN_USE'],
      run: data(disconnect),
    },
  ),
]
