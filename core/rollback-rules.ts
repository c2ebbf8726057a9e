// What takes a release back after the switch, while it is watched: rules, each with its thresholds and what follows of it.
import type { LogLine, MinuteFigures, TargetHealth } from './ports.ts'
import type { RollbackSettings } from './rollback-rules-schema.ts'
import { isIn } from './text-pattern.ts'

export type { RollbackSettings }

type Severity = 'rollback' | 'warn'

type Off<T> = (T & { severity: Severity }) | null
/** What holds. */
export type Rules = {
  bakeSeconds: number | null
  healthyHosts: Off<{ below: number }>
  unhealthyHosts: Off<{ over: number }>
  latency: Off<{ p95Ms: number | null; meanMs: number | null; minutes: number }>
  serverErrors: Off<{ over: number; criticalOver: number | null; minutes: number }>
  errorLog: Off<{ patterns: string[]; over: number }>
  smoke: { severity: Severity }
}
export type RuleName = Exclude<keyof Rules, 'bakeSeconds'>

export const usualRules: Rules = {
  bakeSeconds: null,
  healthyHosts: { below: 1, severity: 'rollback' },
  unhealthyHosts: { over: 0, severity: 'rollback' },
  latency: { p95Ms: 2_000, meanMs: 2_000, minutes: 3, severity: 'rollback' },
  serverErrors: { over: 10, criticalOver: 50, minutes: 5, severity: 'rollback' },
  errorLog: null,
  smoke: { severity: 'rollback' },
}

/** Of a rule that is off where nothing is said of it. */
const unsaid: { [rule in RuleName]?: object } = { errorLog: { patterns: [], over: 0, severity: 'rollback' } }

/** Of each rule the fields that are said, the last first; what is not said of one is as usual. */
export const resolveRules = (...said: (RollbackSettings | undefined)[]): Rules => {
  const rules = { ...usualRules }
  for (const one of said)
    for (const [name, value] of Object.entries(one ?? {}))
      if (value !== undefined) Object.assign(rules, { [name]: mergedRule(name as keyof Rules, rules, value) })
  return rules
}

const mergedRule = (name: keyof Rules, rules: Rules, value: unknown) =>
  typeof value === 'object' && value !== null
    ? { ...unsaid[name as RuleName], ...(usualRules[name] as object), ...(rules[name] as object), ...value }
    : value

/** Whoever goes back goes to what has proved itself, and what it leaves is not well: its figures are told, and take nothing
 *  back. That its tasks run is another matter. */
export const ofRollback = (rules: Rules): Rules => {
  const mild = <T extends object>(one: T) => ({ ...one, severity: 'warn' as const })
  return {
    ...rules,
    latency: rules.latency && mild(rules.latency),
    errorLog: rules.errorLog && mild(rules.errorLog),
    serverErrors: rules.serverErrors && { ...mild(rules.serverErrors), criticalOver: null },
    smoke: mild(rules.smoke),
  }
}

/** Of the alarms that CodeDeploy takes a release back for (lib/service-alarms.ts), those that say more than the rules do. */
export const unwatchedAlarms = ({ healthyHosts, unhealthyHosts, latency, serverErrors }: Rules): string[] => {
  const takesBack = (one: { severity: Severity } | null) => one?.severity === 'rollback'
  const asStrict = {
    NoHealthyHosts: takesBack(healthyHosts),
    UnhealthyHosts: takesBack(unhealthyHosts) && unhealthyHosts?.over === 0,
    SlowAnswers: takesBack(latency) && (latency?.p95Ms ?? Number.POSITIVE_INFINITY) <= 2_000,
    ServerErrors: takesBack(serverErrors) && (serverErrors?.over ?? 0) <= 10,
  }
  return Object.entries(asStrict).flatMap(([name, strict]) => (strict ? [] : [name]))
}

/** `since`: when it began, as far as that is known. */
export type Breach = { rule: RuleName; severity: Severity; said: string; since?: string }

export const hostBreaches = ({ healthyHosts, unhealthyHosts }: Rules, targets: TargetHealth[]): Breach[] => {
  const healthy = targets.filter(({ state }) => state === 'healthy').length
  const others = targets.filter(({ state }) => state !== 'healthy' && state !== 'draining')
  const reasons = [...new Set(others.flatMap(({ reason }) => reason ?? []))]
  const said = [`${healthy} of ${healthy + others.length} tasks healthy`, ...reasons].join('; ')
  const found: Breach[] = []
  if (healthyHosts && healthy < healthyHosts.below)
    found.push({ rule: 'healthyHosts', severity: healthyHosts.severity, said })
  if (unhealthyHosts && others.length > unhealthyHosts.over)
    found.push({ rule: 'unhealthyHosts', severity: unhealthyHosts.severity, said })
  return found
}

/** Of what the load balancer has measured since the switch, a minute each, oldest first. */
export const figureBreaches = (rules: Rules, all: MinuteFigures[], now: string): Breach[] =>
  [slow(rules.latency, all), failing(rules.serverErrors, all, now)].filter(one => one !== undefined)

/** One slow answer of three is no slow minute. */
const enoughRequests = 10

const slow = (latency: Rules['latency'], all: MinuteFigures[]): Breach | undefined => {
  if (!latency) return undefined
  const isOver = (value: number | null, most: number | null) => value !== null && most !== null && value > most
  const isSlow = ({ requests, p95Ms, meanMs }: MinuteFigures) =>
    requests >= enoughRequests && (isOver(p95Ms, latency.p95Ms) || isOver(meanMs, latency.meanMs))
  const last = all.slice(-latency.minutes)
  const [first, newest] = [last[0], last.at(-1)]
  if (!first || !newest || last.length < latency.minutes || !last.every(isSlow)) return undefined
  // A minute without a request is none of them.
  if (Date.parse(newest.at) - Date.parse(first.at) > (latency.minutes - 1) * 60_000) return undefined
  const limits = [
    ...(isOver(newest.p95Ms, latency.p95Ms)
      ? [`95 of 100 answers take up to ${newest.p95Ms} ms (${latency.p95Ms} at most)`]
      : []),
    ...(isOver(newest.meanMs, latency.meanMs)
      ? [`an answer takes ${newest.meanMs} ms on average (${latency.meanMs} at most)`]
      : []),
  ]
  const said = `${limits.join(', ')}, for ${minutesOf(latency.minutes)}`
  return { rule: 'latency', severity: latency.severity, said, since: first.at }
}

const failing = (rule: Rules['serverErrors'], all: MinuteFigures[], now: string): Breach | undefined => {
  if (!rule) return undefined
  const from = Date.parse(now) - rule.minutes * 60_000
  const bad = all.filter(({ at, errors }) => errors > 0 && Date.parse(at) + 60_000 > from)
  const errors = bad.reduce((sum, one) => sum + one.errors, 0)
  const isCritical = rule.criticalOver !== null && errors > rule.criticalOver
  if (errors <= rule.over && !isCritical) return undefined
  const most = isCritical ? `critical: more than ${rule.criticalOver}` : `${rule.over} at most`
  return {
    rule: 'serverErrors',
    severity: isCritical ? 'rollback' : rule.severity,
    said: `${errors} answers of 5xx in ${minutesOf(rule.minutes)} (${most})`,
    since: bad[0]!.at,
  }
}

/** Of what green has printed since the switch, oldest first. */
export const logBreaches = ({ errorLog }: Rules, lines: LogLine[]): Breach[] => {
  if (!errorLog) return []
  const { patterns, over, severity } = errorLog
  const found = lines.filter(({ text }) => patterns.some(pattern => isIn(pattern, text)))
  const [first] = found
  if (!first || found.length <= over) return []
  const shown = first.text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 120)
  const said = `its log has ${found.length === 1 ? 'a line' : `${found.length} lines`} of an error (${over} at most), first: ${shown}`
  return [{ rule: 'errorLog', severity, said, since: first.at }]
}

const minutesOf = (count: number) => (count === 1 ? 'a minute' : `${count} minutes`)
