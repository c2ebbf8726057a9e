// The first reader of the stream: an event was appended, so keep the summary, start the machine, or wake its step.

import { fold } from '../core/fold.ts'
import { runOf } from '../core/metrics-run.ts'
import type { Item, Ports } from '../core/ports.ts'
import { type DeploymentState, isFinal } from '../core/state.ts'
import { liveView } from '../core/view.ts'
import { announce, announceTakenBack } from './notices.ts'
import * as log from './store/log.ts'
import * as summaries from './store/summaries.ts'
import { isTakenBackItem } from './store/taken-back.ts'
import { wake } from './wake.ts'

type Needs = Pick<Ports, 'table' | 'executions'>
type OnFault = (fault: unknown, about: { deploymentId: string }) => void

/** People are told last, by others: no deployment waits for that. */
export const advanceReader =
  (ports: Needs & Pick<Ports, 'notices'>, onFault: OnFault) =>
  async (item: Item): Promise<void> => {
    if (isTakenBackItem(item)) return announceTakenBack(ports, item, onFault)
    if (!log.isLogItem(item)) return
    const event = log.eventOf(item)
    const { deploymentId, code } = event
    const events = await log.readLog(ports, deploymentId)
    await keepFolded(ports, deploymentId, fold(events))
    if (code === 'QUEUED') await ports.executions.start(deploymentId)
    else await wake(ports, deploymentId, { event: code })
    await announce(ports, event, events, onFault)
  }

/** The whole fold, written only if it knows more than what is there: late and repeated readers change nothing. */
export const keepSummary = async (ports: Needs, deploymentId: string): Promise<void> =>
  keepFolded(ports, deploymentId, fold(await log.readLog(ports, deploymentId)))

const keepFolded = async (ports: Needs, deploymentId: string, state: DeploymentState | undefined): Promise<void> => {
  if (!state) return
  const { tenant, owner, repo, branch, environment } = state.request
  await summaries.keep(ports, {
    deploymentId,
    tenant,
    createdAt: state.createdAt,
    lastSeq: state.seq,
    owner,
    repo,
    branch,
    environment,
    status: state.status,
    state: liveView(state),
    ...(isFinal(state) && { run: runOf(state) }),
  })
}
