// Panda's HTTP calls, one method each.
import type { FiguresReport } from '../core/metrics-report.ts'
import { caller, type PandaOptions } from './http.ts'
import type {
  Accepted,
  ApiToken,
  AuditFilter,
  AuditPage,
  AwsConnect,
  AwsConnected,
  AwsConnection,
  Branches,
  Connections,
  DeliveryView,
  DeploymentFilter,
  DeploymentPage,
  DeploymentResult,
  DeploymentState,
  DeployRequest,
  EnvironmentId,
  EnvironmentSettings,
  EnvironmentView,
  EventPage,
  ExternalId,
  GithubConnect,
  GithubConnection,
  Grant,
  GrantRequest,
  Health,
  Hook,
  LiveDeployment,
  LogPage,
  MetricsFilter,
  NewHook,
  NewNotification,
  NewToken,
  NotificationRequest,
  NotificationTest,
  NotificationView,
  Permissions,
  RollbackRequest,
  ServiceView,
  SocketTicket,
  TokenRequest,
} from './types.ts'

export type Panda = ReturnType<typeof panda>

export const panda = (options: PandaOptions) => {
  const call = caller(options)
  const api = '/api/v1'
  const at = (id: string, what = '') => `${api}/deploy/${encodeURIComponent(id)}${what}`
  const deployments = (filter: DeploymentFilter = {}) =>
    call<DeploymentPage>('GET', `${api}/deploy`, { query: { ...filter } })

  return {
    options,
    health: () => call<Health>('GET', '/health'),

    connectGithub: (body: GithubConnect) =>
      call<{ githubConnectionId: string }>('POST', `${api}/connect/github`, { body }),
    connectAws: (body: AwsConnect) => call<AwsConnected>('POST', `${api}/connect/aws`, { body }),
    /** As GitHub has them now, by the connection's token. */
    branches: (githubConnectionId: string) =>
      call<Branches>('GET', `${api}/connect/github/${encodeURIComponent(githubConnectionId)}/branches`),
    permissions: (awsConnectionId: string) =>
      call<Permissions>('GET', `${api}/connect/aws/${encodeURIComponent(awsConnectionId)}/permissions`),
    externalId: () => call<ExternalId>('GET', `${api}/connect/aws/external-id`),
    connections: async (): Promise<Connections> => {
      const [github, aws] = await Promise.all([
        call<{ connections: GithubConnection[] }>('GET', `${api}/connect/github`),
        call<{ connections: AwsConnection[] }>('GET', `${api}/connect/aws`),
      ])
      return { github: github.connections, aws: aws.connections }
    },
    disconnect: async (id: string) => {
      await call<unknown>('DELETE', `${api}/connect/${encodeURIComponent(id)}`)
    },

    /** With the same `idempotencyKey` again it is the same deployment, whatever became of the first answer. */
    deploy: (body: DeployRequest, { idempotencyKey }: { idempotencyKey?: string } = {}) =>
      call<Accepted>('POST', `${api}/deploy`, {
        body,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),
    /** One page, newest first; `cursor` of a page asks for the next. */
    deployments,
    /** All pages, asked for as they are read. `limit` is the size of a page. */
    async *allDeployments(filter: DeploymentFilter = {}): AsyncGenerator<DeploymentState, void> {
      let cursor = filter.cursor
      do {
        const page = await deployments({ ...filter, cursor })
        yield* page.deployments
        cursor = page.cursor ?? undefined
      } while (cursor !== undefined)
    },
    deployment: (id: string) => call<LiveDeployment>('GET', at(id)),
    events: (id: string, { after }: { after?: number } = {}) =>
      call<EventPage>('GET', at(id, '/events'), { query: { after }, headers: { accept: 'application/json' } }),
    logs: (id: string, { after }: { after?: number } = {}) =>
      call<LogPage>('GET', at(id, '/logs'), { query: { after } }),
    result: (id: string) => call<DeploymentResult>('GET', at(id, '/result')),
    switch: (id: string) => call<LiveDeployment>('POST', at(id, '/switch')),
    cancel: (id: string) => call<LiveDeployment>('POST', at(id, '/cancel')),
    /** The image of a good one, to another environment: nothing is built. */
    promote: (
      id: string,
      body: { environment: string; autoSwitch?: boolean },
      { idempotencyKey }: { idempotencyKey?: string } = {},
    ) =>
      call<Accepted>('POST', at(id, '/promote'), {
        body,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),
    /** Those that wait for reviewers, longest first. */
    approvals: async () => (await call<{ deployments: LiveDeployment[] }>('GET', `${api}/approvals`)).deployments,
    approve: (id: string, body: { comment?: string } = {}) =>
      call<LiveDeployment>('POST', at(id, '/approve'), { body }),
    reject: (id: string, body: { comment: string }) => call<LiveDeployment>('POST', at(id, '/reject'), { body }),
    skipApproval: (id: string, body: { reason: string }) =>
      call<LiveDeployment>('POST', at(id, '/skip-approval'), { body }),
    rollback: (id: string, body: RollbackRequest = {}, { idempotencyKey }: { idempotencyKey?: string } = {}) =>
      call<Accepted>('POST', at(id, '/rollback'), {
        body,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),

    /** Those that somebody has set something for. */
    environments: async (filter: { owner?: string; repo?: string } = {}) =>
      (await call<{ environments: EnvironmentView[] }>('GET', `${api}/environments`, { query: filter })).environments,
    environment: (id: EnvironmentId) => call<EnvironmentView>('GET', `${api}/environments/${pathOf(id)}`),
    /** All settings at once; with `version`, only if nobody has written since. */
    setEnvironment: (id: EnvironmentId, body: EnvironmentSettings & { version?: number }) =>
      call<EnvironmentView>('PUT', `${api}/environments/${pathOf(id)}`, { body }),

    createHook: (body: { owner: string; repo: string }) => call<NewHook>('POST', `${api}/hooks/github`, { body }),
    hooks: async () => (await call<{ hooks: Hook[] }>('GET', `${api}/hooks/github`)).hooks,
    removeHook: async (id: string) => {
      await call<unknown>('DELETE', `${api}/hooks/github/${encodeURIComponent(id)}`)
    },

    services: async () => (await call<{ services: ServiceView[] }>('GET', `${api}/services`)).services,
    /** One entry for each branch and environment of the repository. */
    service: async (owner: string, repo: string) =>
      (
        await call<{ services: ServiceView[] }>(
          'GET',
          `${api}/services/${[owner, repo].map(encodeURIComponent).join('/')}`,
        )
      ).services,

    /** Measured, or null. */
    metrics: (filter: MetricsFilter = {}) =>
      call<FiguresReport>('GET', `${api}/metrics`, { query: { ...filter }, headers: { accept: 'application/json' } }),

    createToken: (body: TokenRequest) => call<NewToken>('POST', `${api}/tokens`, { body }),
    tokens: async () => (await call<{ tokens: ApiToken[] }>('GET', `${api}/tokens`)).tokens,
    revokeToken: async (id: string) => {
      await call<unknown>('DELETE', `${api}/tokens/${encodeURIComponent(id)}`)
    },

    createGrant: (body: GrantRequest) => call<Grant>('POST', `${api}/grants`, { body }),
    grants: async () => (await call<{ grants: Grant[] }>('GET', `${api}/grants`)).grants,
    removeGrant: async (id: string) => {
      await call<unknown>('DELETE', `${api}/grants/${encodeURIComponent(id)}`)
    },

    /** One page, newest first; it may be shorter than `limit` and have a `cursor` all the same. */
    audit: (filter: AuditFilter = {}) => call<AuditPage>('GET', `${api}/audit`, { query: { ...filter } }),

    createNotification: (body: NotificationRequest) => call<NewNotification>('POST', `${api}/notifications`, { body }),
    notifications: async () =>
      (await call<{ notifications: NotificationView[] }>('GET', `${api}/notifications`)).notifications,
    /** Sends a sample now, and answers what came back. */
    testNotification: (id: string) =>
      call<NotificationTest>('POST', `${api}/notifications/${encodeURIComponent(id)}/test`),
    removeNotification: async (id: string) => {
      await call<unknown>('DELETE', `${api}/notifications/${encodeURIComponent(id)}`)
    },
    deliveries: async (query: { deploymentId?: string; limit?: number } = {}) =>
      (await call<{ deliveries: DeliveryView[] }>('GET', `${api}/notifications/deliveries`, { query })).deliveries,

    socketTicket: (deploymentId?: string) =>
      call<SocketTicket>('POST', `${api}/socket-ticket`, { body: deploymentId === undefined ? {} : { deploymentId } }),
  }
}

const pathOf = ({ owner, repo, environment }: EnvironmentId) =>
  [owner, repo, environment].map(encodeURIComponent).join('/')
