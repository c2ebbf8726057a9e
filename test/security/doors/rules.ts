// Who may make each call, and which of its fields name something that belongs to somebody: written by hand, next to the
// table of calls and not from it. A call or a field that is not here fails rules.test.ts: whoever adds one says here what it
// is, and the matrix tries it with another tenant's from then on.
import type { Role } from '../../../core/vocabulary.ts'

/** `connection`: of either kind. `service`: a repository's name. */
export type Kind =
  | 'deployment'
  | 'github'
  | 'aws'
  | 'connection'
  | 'token'
  | 'grant'
  | 'notification'
  | 'hook'
  | 'release'
  | 'service'
  | 'cursor'
  | 'ticket'

export type Rule = {
  /** The least role. */
  least: Role | 'anyone'
  /** A signature lets in, and no identity does. */
  signed?: true
  /** Fields of path, query, headers and body that name what somebody has. */
  names: Record<string, Kind>
  /** All other fields: what they say is the same for everybody. */
  says: string[]
}

const rule = (least: Rule['least'], names: Rule['names'] = {}, says: string[] = []): Rule => ({ least, names, says })

export const rules: Record<string, Rule> = {
  connectGithub: rule('deployer', {}, ['owner', 'repo', 'branch', 'token']),
  connectAws: rule('deployer', {}, ['region', 'roleArn', 'accessKeyId', 'secretAccessKey', 'sessionToken']),
  externalId: rule('deployer'),
  testPermissions: rule('deployer', { id: 'aws' }),
  listGithubConnections: rule('viewer'),
  readBranches: rule('deployer', { id: 'github' }),
  listAwsConnections: rule('viewer'),
  disconnect: rule('deployer', { id: 'connection' }),
  deploy: rule('deployer', { githubConnectionId: 'github', awsConnectionId: 'aws' }, [
    ...['owner', 'repo', 'branch', 'environment', 'autoSwitch', 'concurrency', 'healthPath', 'port'],
    // Its id is made of tenant and key: the matrix tries one that another has used.
    'idempotency-key',
  ]),
  promote: rule('deployer', { id: 'deployment' }, ['environment', 'autoSwitch', 'idempotency-key']),
  listApprovals: rule('viewer'),
  approve: rule('approver', { id: 'deployment' }, ['comment']),
  reject: rule('approver', { id: 'deployment' }, ['comment']),
  skipApproval: rule('admin', { id: 'deployment' }, ['reason']),
  listEnvironments: rule('viewer', { repo: 'service' }, ['owner']),
  readEnvironment: rule('viewer', { repo: 'service' }, ['owner', 'environment']),
  writeEnvironment: rule('admin', { repo: 'service', githubConnectionId: 'github', awsConnectionId: 'aws' }, [
    ...[
      'owner',
      'environment',
      'version',
      'branches',
      'strategy',
      'autoSwitch',
      'concurrency',
      'healthPath',
      'port',
      'windows',
      'freezes',
      ...['cpu', 'memory', 'count', 'variables', 'secrets'],
      ...['smoke', 'rollback', 'schedule', 'imageTags'],
      ...['logRetentionDays', 'network', 'certificateArn'],
      'approvals',
      'gates',
      'promotion',
    ],
  ]),
  listDeployments: rule('viewer', { repo: 'service', cursor: 'cursor' }, ['owner', 'environment', 'status', 'limit']),
  readDeployment: rule('viewer', { id: 'deployment' }),
  readEvents: rule('viewer', { id: 'deployment', ticket: 'ticket' }, ['after', 'dialect', 'accept', 'last-event-id']),
  readLogs: rule('viewer', { id: 'deployment' }, ['after']),
  readResult: rule('viewer', { id: 'deployment' }),
  switchTraffic: rule('deployer', { id: 'deployment' }),
  cancel: rule('deployer', { id: 'deployment' }),
  rollback: rule('deployer', { id: 'deployment', to: 'release' }, ['autoSwitch', 'idempotency-key']),
  createHook: rule('admin', { repo: 'service' }, ['owner']),
  listHooks: rule('viewer'),
  removeHook: rule('admin', { id: 'hook' }),
  hearHook: {
    ...rule('anyone', { id: 'hook' }, [
      ...['x-hub-signature-256', 'x-github-event', 'x-github-delivery', 'content-type'],
    ]),
    signed: true,
  },
  listServices: rule('viewer'),
  readService: rule('viewer', { repo: 'service' }, ['owner']),
  readMetrics: rule('viewer', { repo: 'service' }, ['owner', 'environment', 'days', 'accept']),
  socketTicket: rule('viewer', { deploymentId: 'deployment' }),
  createToken: rule('admin', {}, ['name', 'role', 'scopes', 'expiresInDays']),
  createGrant: rule('admin', {}, ['subject', 'owner', 'repo', 'environment', 'role']),
  listGrants: rule('admin'),
  removeGrant: rule('admin', { id: 'grant' }),
  listTokens: rule('admin'),
  revokeToken: rule('admin', { id: 'token' }),
  readAudit: rule('admin', { cursor: 'cursor' }, ['from', 'to', 'by', 'operation', 'limit', 'accept']),
  createNotification: rule('admin', {}, [
    ...['owner', 'repo', 'environment', 'kind', 'events', 'address', 'secret', 'template', 'channel'],
  ]),
  listNotifications: rule('viewer'),
  testNotification: rule('admin', { id: 'notification' }),
  removeNotification: rule('admin', { id: 'notification' }),
  listDeliveries: rule('viewer', { deploymentId: 'deployment' }, ['limit']),
  health: rule('anyone'),
  apiDocs: rule('anyone'),
}
