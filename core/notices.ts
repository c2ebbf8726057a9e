// Which notice an event of a log makes, and the facts of it. What is said of them: core/notices-words.ts, in which form:
// core/notices-slack.ts and core/notices-webhook.ts.
import type { LoggedEvent } from './event.ts'
import type { DeploymentState } from './state.ts'
import type { ErrorCode, Status } from './vocabulary.ts'

export const noticeKinds = ['started', 'waiting', 'succeeded', 'failed', 'cancelled', 'rolledBack', 'alarm'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const targetKinds = ['slack', 'webhook', 'email'] as const
export type TargetKind = (typeof targetKinds)[number]

export type Links = { console: string; api: string }

export type Notice = {
  kind: NoticeKind
  deploymentId: string
  seq: number
  occurredAt: string
  owner: string
  repo: string
  branch: string
  environment: string
  by: string
  status: Status
  commitHash: string | null
  commitMessage: string | null
  /** By which another tool has pushed it; null: it was built. */
  imageTag: string | null
  waitingFor: 'switch' | 'approval' | null
  url: string | null
  durationSeconds: number | null
  /** Tasks of the service that run, of those that should. */
  healthy: { running: number; desired: number } | null
  errorCode: ErrorCode | null
  reason: string | null
  links: Links
}

/** Of the kinds that an event may be told as, the most telling first; a target gets the first that it asked for, and one
 *  message at most. `state` is the fold up to this event. */
export const kindsOf = (event: LoggedEvent, state: DeploymentState): NoticeKind[] => {
  // By its text: a code that another version of Panda writes makes no notice here.
  switch (event.code as string) {
    // It runs, and it is known what: of what is built that is so once it is cloned.
    case 'INITIALIZED':
      return state.commitHash === null && state.imageDigest === null ? [] : ['started']
    case 'CLONED':
      return ['started']
    case 'READY':
    case 'AWAITING_APPROVAL':
      return ['waiting']
    case 'RULE_WARNED':
      return ['alarm']
    case 'STOPPING':
      return isSick(state) ? ['alarm'] : []
    // Until traffic has moved, what served before never left: `failed` says so.
    case 'ROLLED_BACK':
      return state.switchedAt === null ? [] : ['rolledBack']
    case 'COMPLETED':
      return [state.request.rollback ? 'rolledBack' : 'succeeded']
    case 'FAILED':
      return Array.isArray(event.details.remains) ? ['alarm', 'failed'] : ['failed']
    case 'CANCELLED':
      return ['cancelled']
    default:
      return []
  }
}

/** Of an event's code alone: whether the log need be folded at all. */
export const mayTell = (code: string): boolean => telling.has(code)

const telling = new Set([
  ...['INITIALIZED', 'CLONED', 'READY', 'AWAITING_APPROVAL', 'STOPPING', 'RULE_WARNED', 'ROLLED_BACK'],
  ...['COMPLETED', 'FAILED', 'CANCELLED'],
])

/** Production has it, and it is not well: people hear of that before it is taken back. */
const isSick = ({ switchedAt, stopping }: DeploymentState) => switchedAt !== null && stopping?.reason === 'failed'

export const noticeOf = (kind: NoticeKind, event: LoggedEvent, state: DeploymentState, links: Links): Notice => ({
  kind,
  deploymentId: state.id,
  seq: event.seq,
  occurredAt: event.timestamp,
  owner: state.request.owner,
  repo: state.request.repo,
  branch: state.request.branch,
  environment: state.request.environment,
  by: state.request.by,
  status: state.status,
  ...commitOf(event, state),
  waitingFor: kind === 'waiting' ? (event.code === 'READY' ? 'switch' : 'approval') : null,
  url: state.url,
  durationSeconds: state.durationSeconds,
  healthy: state.progress,
  errorCode: state.stopping?.errorCode ?? null,
  reason: warningOf(event) ?? state.stopping?.errorMessage ?? state.stopping?.reason ?? null,
  links: {
    console: `${links.console}/#/deployments/${state.id}`,
    api: `${links.api}/api/v1/deploy/${state.id}`,
  },
})

const warningOf = ({ code, details }: LoggedEvent) =>
  code === 'RULE_WARNED' ? `${details.rule}: ${details.said}` : undefined

/** After an undoing that is what serves again. */
const commitOf = ({ code }: LoggedEvent, state: DeploymentState) => {
  const { commitHash, commitMessage, imageTag = null } = code === 'ROLLED_BACK' && state.blue ? state.blue : state
  return { commitHash, commitMessage, imageTag }
}

/** What `POST /notifications/{id}/test` sends: nothing of it has happened. */
export const sampleNotice = (now: string, by: string, links: Links): Notice => ({
  ...{ kind: 'succeeded', deploymentId: 'dep_sample', seq: 1, occurredAt: now, status: 'COMPLETED', by },
  ...{ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' },
  ...{
    commitHash: '0123456789abcdef0123456789abcdef01234567',
    commitMessage: 'A sample: nothing was deployed',
    imageTag: null,
  },
  ...{ waitingFor: null, url: 'https://example.com', durationSeconds: 182, healthy: { running: 2, desired: 2 } },
  ...{ errorCode: null, reason: null },
  links: { console: `${links.console}/#/deployments`, api: `${links.api}/api/v1/deploy` },
})

/** Which of a tenant's targets hear of it: `*` is any. */
export const concerns = (
  target: { owner: string; repo: string; environment: string },
  of: { owner: string; repo: string; environment: string },
): boolean =>
  (['owner', 'repo', 'environment'] as const).every(
    field => target[field] === '*' || target[field].toLowerCase() === of[field].toLowerCase(),
  )
