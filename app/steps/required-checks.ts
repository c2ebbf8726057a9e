// The gate of the required checks: what GitHub says of the commit, against what the environment requires.
import { type CheckResult, checksMessage, checksStand, gateSeconds } from '../../core/gates.ts'
import type { DeploymentState, GateRule } from '../../core/state.ts'
import { githubToken } from '../customer.ts'
import { done, failed, type Outcome, type Run, waiting } from './step.ts'

export const checksOutcome = async (run: Run, rule: GateRule): Promise<Outcome> => {
  if (rule.checks.length === 0) return done
  const known = run.state.gates?.checks
  if (known) return judged(known, rule)
  if (!run.state.commitHash) return failed('CHECKS_FAILED', withoutCommit(run.state))
  const asked = await ask(run, rule, run.state.commitHash)
  const isOver = run.secondsSince(run.state.gates!.startedAt) >= gateSeconds(rule)
  if ('kind' in asked) return asked.kind === 'waiting' && isOver ? failed('CHECKS_FAILED', silence(rule)) : asked
  const stand = checksStand(asked)
  if ((stand === 'pending' || stand === 'missing') && !isOver) {
    await run.note('CHECKS_AWAITED', { names: namesLeft(asked) })
    return waiting
  }
  const passed = rule.checks.length - namesLeft(asked).length
  await run.note('CHECKS_REPORTED', { checks: asked, passed, required: rule.checks.length })
  return judged(run.state.gates!.checks!, rule)
}

const ask = async (run: Run, { checks: names }: GateRule, commit: string): Promise<CheckResult[] | Outcome> => {
  const { request } = run.state
  const { owner, repo } = request
  const asked = await run.ports.github.checks({ owner, repo, commit }, names, await githubToken(run.ports, request))
  if (asked.ok) return asked.checks
  // No answer is no refusal: it is asked again.
  return asked.errorCode === 'GITHUB_TIMEOUT' ? waiting : failed(asked.errorCode, asked.message)
}

const judged = (checks: readonly CheckResult[], rule: GateRule): Outcome => {
  const stand = checksStand(checks)
  if (stand === 'passed') return done
  return failed('CHECKS_FAILED', checksMessage(checks, stand === 'failed' ? undefined : rule.waitMinutes))
}

const namesLeft = (checks: readonly CheckResult[]) => checks.filter(one => one.state !== 'passed').map(one => one.name)

/** What is required is required: nothing has passed because nobody can be asked. */
const withoutCommit = ({ imageTag }: DeploymentState) =>
  imageTag === null
    ? 'Required checks: its commit is not known'
    : `Required checks: the image that was pushed as ${imageTag} has no commit to ask for; gates.checks of its environment wants one`

const silence = ({ waitMinutes }: GateRule) => `Required checks: GitHub has not answered within ${waitMinutes} minutes`
