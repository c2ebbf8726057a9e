// PrepareConnection: both connections still work, and the customer's account tells us when something happens there.
import { CloudFault } from '../../core/faults.ts'
import { isBuilt } from '../../core/state.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { githubToken } from '../customer.ts'
import * as busAccounts from '../store/bus-accounts.ts'
import * as watch from '../store/watch.ts'
import { mayDiffer, standingFault } from './standing.ts'
import { done, failed, type Outcome, passes, type Run, type Step, waiting } from './step.ts'

export const prepareConnection: Step = async run => {
  if (run.has('BUS_PERMISSION_GRANTED')) return done
  const { ports } = run
  const at = await run.at()
  const refused = (await checkAws(run)) ?? (await checkGithub(run)) ?? (await checkStanding(run))
  if (refused) return refused
  for (const resource of resourcesOf(run)) await watch.add(ports, resource, run.state.id)
  const rule = await attempt('EVENT_RULE_FAILED', 'EventBridge 규칙 생성 실패', () => ports.eventRules.ensure(at))
  if ('kind' in rule) return rule.isDenied ? withMissing(run, rule) : rule
  await run.note('RULE_CREATED', { step: 1, rule: rule.value.rule })
  await run.note('BUS_PERMISSION_REQUESTED', { step: 2 })
  const { tenant } = run.state.request
  const hearing = await attempt('BUS_PERMISSION_FAILED', 'Event Bus 권한 설정 실패', () =>
    busAccounts.repair(ports, { tenant, accountId: at.accountId }),
  )
  if ('kind' in hearing) return hearing
  await run.note('BUS_PERMISSION_GRANTED', { step: 2, ...(hearing.value === 'slow' && { slow: true }) })
  return done
}

/** What this deployment waits for in the customer's account: events about these lead to it. */
export const resourcesOf = ({ state: { request }, names }: Pick<Run, 'state' | 'names'>): string[] => {
  const at = `${request.accountId}/${request.region}`
  return [`ecr/${at}/${names.repository}`, `codedeploy/${at}/${names.base}`, `cloudformation/${at}/${names.stack}`]
}

const checkAws = async (run: Run): Promise<Outcome | undefined> => {
  const at = await run.at()
  const who = await run.ports.accounts.whoAmI(at)
  if (!who.ok) return refusal(who)
  if (who.accountId !== at.accountId)
    return failed(
      'AWS_CREDENTIALS_INVALID',
      `The AWS connection now leads to account ${who.accountId}, not ${at.accountId}`,
    )
  return undefined
}

const checkGithub = async (run: Run): Promise<Outcome | undefined> => {
  const { request } = run.state
  if (!isBuilt(request)) return undefined
  const checked = await run.ports.github.check(request, await githubToken(run.ports, request))
  return checked.ok ? undefined : refusal(checked)
}

/** Before anything is built. EnsureInfra looks too, and tells in its own words what may not be looked at. */
const checkStanding = async (run: Run): Promise<Outcome | undefined> => {
  if (!mayDiffer(run)) return undefined
  try {
    const look = await run.ports.infrastructure.look(await run.at(), run.names)
    return look.state === 'ready' ? standingFault(run, look.outputs) : undefined
  } catch (fault) {
    if (fault instanceof CloudFault && fault.kind === 'denied') return undefined
    throw fault
  }
}

/** No answer is no refusal: it is asked again, while the stage's time lasts. */
const silence: readonly ErrorCode[] = ['AWS_TIMEOUT', 'GITHUB_TIMEOUT']

const refusal = ({ errorCode, message }: { errorCode: ErrorCode; message: string }): Outcome =>
  silence.includes(errorCode) ? waiting : failed(errorCode, message)

type Refused = Extract<Outcome, { kind: 'failed' }> & { isDenied: boolean; operation: string }

const attempt = async <T>(
  errorCode: ErrorCode,
  words: string,
  work: () => Promise<T>,
): Promise<{ value: T } | Refused> => {
  try {
    return { value: await work() }
  } catch (fault) {
    if (passes(fault) || !(fault instanceof CloudFault) || fault.kind === 'expired') throw fault
    const isDenied = fault.kind === 'denied'
    return { kind: 'failed', errorCode, message: `${words}: ${fault.message}`, isDenied, operation: fault.operation }
  }
}

/** AWS names the first action that it missed; whoever mends the policy wants all of them. */
const withMissing = async (run: Run, { errorCode, message, operation }: Refused): Promise<Outcome> => {
  const at = await run.at()
  const { missing } = await run.ports.accounts.permissions(at)
  const actions = [...new Set([operation, ...missing])].join(', ')
  const owner =
    at.access.kind === 'role' ? `; or put the onboarding template into ${at.region} too, with MakeRoles=no` : ''
  return failed(errorCode, `${message} (missing: ${actions}${owner})`)
}
