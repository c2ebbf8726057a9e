// A release that was taken back after its deployment had ended well: while blue stays warm, CodeDeploy watches on, and somebody
// may stop it there. The log is over and says nothing of it: this stands beside it.
import type { LoggedEvent } from './event.ts'
import { type Links, type Notice, type NoticeKind, noticeOf } from './notices.ts'
import type { DeploymentState } from './state.ts'

export type TakenBack = {
  deploymentId: string
  /** What served before served again. */
  at: string
  /** The first sign: since when the alarm rings, where CloudWatch says so. */
  since: string
  /** When Panda heard of it. */
  seenAt: string
  /** In CodeDeploy's words. */
  reason: string
  /** Null: no release that is kept. */
  serves: { deploymentId: string; commitHash: string | null; commitMessage: string | null } | null
}

/** Who is named for it in the audit log and in answers. */
export const takenBackBy = 'codedeploy'

/** Only what CodeDeploy made of green, and what ended well, can be taken back afterwards. */
export const mayBeTakenBack = ({ status, release }: DeploymentState) =>
  status === 'COMPLETED' && release?.mode === 'blue-green'

export const takenBackView = (taken: TakenBack | undefined) =>
  taken ? { at: taken.at, by: takenBackBy, reason: taken.reason, serves: taken.serves?.deploymentId ?? null } : null

/** The most telling first, as of an event. */
export const takenBackKinds: readonly NoticeKind[] = ['rolledBack', 'alarm']

/** The place of what is told in the order of a deployment's events: after the last of them. */
export const takenBackSeq = ({ seq }: DeploymentState) => seq + 1

export const takenBackNotice = (kind: NoticeKind, taken: TakenBack, state: DeploymentState, links: Links): Notice => {
  const event: LoggedEvent = {
    ...{ deploymentId: state.id, seq: takenBackSeq(state), timestamp: taken.seenAt },
    ...{ code: 'ROLLED_BACK', details: {} },
  }
  const { commitHash = null, commitMessage = null } = taken.serves ?? {}
  return {
    ...noticeOf(kind, event, state, links),
    ...(kind === 'rolledBack'
      ? { commitHash, commitMessage }
      : { commitHash: state.commitHash, commitMessage: state.commitMessage }),
    ...{ errorCode: 'HEALTH_CHECK_FAILED', reason: takenBackWords(taken) },
    ...{ durationSeconds: null, healthy: null },
  }
}

export const takenBackWords = ({ reason }: Pick<TakenBack, 'reason'>) => `CodeDeploy took the release back: ${reason}`
