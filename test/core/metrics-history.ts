// A scripted history whose figures can be worked out by hand. Minutes count from `began` (2026-11-20T10:00Z).
import type { LoggedEvent } from '../../core/event.ts'
import { fold } from '../../core/fold.ts'
import { runOf } from '../../core/metrics-run.ts'
import type { DeploymentRequest } from '../../core/state.ts'
import { at, logOf, type Told } from './logs.ts'

const kept = {
  ...{ deploymentId: 'dep_0', imageUri: 'uri', imageDigest: 'sha256:0', taskDefinition: 'task:0' },
  ...{ commitHash: 'a'.repeat(40), commitMessage: 'before', port: 8080, healthPath: '/health' },
}
const release = { mode: 'blue-green', id: 'd-1', taskDefinition: 'task:1', greenGroup: 'g', blueGroup: 'b' }

/** The log of one deployment, accepted at `from`; all else is told in minutes after that. */
const told = (deploymentId: string, from: number, events: Told[], asked: Partial<DeploymentRequest> = {}) =>
  logOf(events, asked).map(event => ({ ...(shifted(event, from) as LoggedEvent), deploymentId }))

/** Every time in it so many minutes later. */
const shifted = (value: unknown, minutes: number): unknown => {
  if (typeof value === 'string' && /^2026-11-20T\d\d:/.test(value))
    return new Date(Date.parse(value) + minutes * 60_000).toISOString()
  if (Array.isArray(value)) return value.map(one => shifted(one, minutes))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shifted(one, minutes)]))
}

const blue: Told = ['INITIALIZED', 1, {}, { blue: kept }]
const rollback = { rollback: kept }
/** Minutes before it was accepted that its commit was made. */
const cloned = (before: number): Told => ['CLONED', 2, { commitHash: 'a'.repeat(40) }, { committedAt: at(-before) }]
const started: Told[] = [
  ['PUSH_STAGE_STARTED', 5],
  ['INFRA_STARTED', 6],
  ['RELEASE_STARTED', 7, {}, { release }],
]
const asks: Told[] = [
  ['READY', 9],
  ['SWITCH_REQUESTED', 19, { by: 'ann', digest: 'd' }],
  ['SWITCHING', 20],
]
const ends = (minutes: number): Told[] => [
  ['COMPLETED_STAGE', minutes],
  ['COMPLETED', minutes, { finalService: 'green' }],
]
const day = 24 * 60

/** Accepted, in order: A good; B sick in its bake; C fails before the switch; D followed by a rollback; E that rollback;
 *  F cancelled; G under way. */
export const history = [
  told('dep_a', 0, [blue, cloned(60), ...started, ...asks, ['SWITCHED', 21], ...ends(26)]),
  told('dep_b', day, [
    ...[blue, cloned(30), ...started, ...asks, ['SWITCHED', 21] as Told],
    // Its bake saw the first of three bad looks half a minute before it gave up.
    ['STOPPING', 23, { reason: 'failed', errorCode: 'HEALTH_CHECK_FAILED' }, { more: { since: at(22.5) } }],
    ['ROLLED_BACK', 24, { to: 'a' }],
    ['FAILED', 25, { finalService: 'blue' }],
  ]),
  told('dep_c', 2 * day, [
    blue,
    ['STOPPING', 3, { reason: 'failed', errorCode: 'CLONE_FAILED' }],
    ['FAILED', 4, { finalService: 'blue' }],
  ]),
  told('dep_d', 3 * day + 60, [blue, ...started, ...asks, ['SWITCHED', 41], ...ends(46)]),
  told(
    'dep_e',
    3 * day + 160,
    [blue, ...started.slice(2), ['SWITCH_REQUESTED', 12, { by: 'x' }], ['SWITCHED', 15], ...ends(16)],
    rollback,
  ),
  told('dep_f', 9 * day, [
    blue,
    ['STOPPING', 3, { reason: 'cancelled', by: 'ann' }],
    ['CANCELLED', 4, { finalService: 'blue' }],
  ]),
  told('dep_g', 9 * day + 10, [blue]),
]

export const runs = history.map(log => runOf(fold(log)!))
/** Ten days. */
export const window = { from: at(0), to: at(10 * day), days: 10, cut: false }
