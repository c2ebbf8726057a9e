// What a scan of an image has found, held against what an environment lets through.

/** Worst first. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const
export type Severity = (typeof severities)[number]
/** `OTHER`: less than low, or not rated: it blocks nothing. */
export type Rated = Severity | 'OTHER'

export type Finding = {
  id: string
  severity: Rated
  package: string | null
  version: string | null
  fixedVersion: string | null
}

export type Counts = { critical: number; high: number; medium: number; low: number; other: number }

/** `counts` are the registry's, where it tells of fewer findings than it has. */
export type Found = { counts: Counts; findings: Finding[] }

/** `by`: whoever has set it. From `until` on it lets nothing through. */
export type Waiver = { id: string; reason: string; until: string; by?: string | undefined }

/** `notScanned` null: as this Panda's settings say (PANDA_NOT_SCANNED). */
export type ScanRule = {
  atSeverity: Severity | 'none'
  notScanned: 'pass' | 'block' | null
  waivers: Waiver[]
}

export type ShownFinding = Finding & { waiver: { by: string | null; until: string; reason: string } | null }

export type ScanReport = {
  /** Null: it was scanned; else why not. */
  notScanned: string | null
  counts: Counts
  /** At the severity or worse, and not waived. */
  blocking: number
  /** At the severity or worse, and let through. */
  waived: number
  /** The worst, those that block before all others. */
  findings: ShownFinding[]
  blocks: boolean
}

const mostShown = 10
const mostText = 200

/** Decided now, once: a waiver that ends later has let it through. */
export const reportOf = ({ counts, findings }: Found, rule: ScanRule, now: string): ScanReport => {
  const isAsked = (severity: Rated) => isAtLeast(severity, rule.atSeverity)
  const asked = severities.filter(isAsked).reduce((sum, severity) => sum + counts[keyOf(severity)], 0)
  const shown = findings.map(one => ({ ...one, waiver: waiverOf(one, rule.waivers, now) }))
  const waived = shown.filter(one => isAsked(one.severity) && one.waiver !== null).length
  const blocking = Math.max(0, asked - waived)
  const blocks = (one: ShownFinding) => isAsked(one.severity) && one.waiver === null
  const worst = shown.sort((a, b) => Number(blocks(b)) - Number(blocks(a)) || worse(a, b)).slice(0, mostShown)
  return { notScanned: null, counts, blocking, waived, findings: worst.map(short), blocks: blocking > 0 }
}

export const notScannedReport = (why: string, blocks: boolean): ScanReport => ({
  ...{ notScanned: why.slice(0, mostText), counts: countsOf([]), blocking: 0, waived: 0, findings: [], blocks },
})

export const countsOf = (findings: readonly Pick<Finding, 'severity'>[]): Counts => {
  const of = (severity: Rated) => findings.filter(one => one.severity === severity).length
  return { critical: of('CRITICAL'), high: of('HIGH'), medium: of('MEDIUM'), low: of('LOW'), other: of('OTHER') }
}

export const ratedAs = (said: string | undefined): Rated => severities.find(one => one === said) ?? 'OTHER'

export const scanMessage = ({ notScanned, blocking, findings }: ScanReport, { atSeverity }: ScanRule): string => {
  if (notScanned !== null) return `The image was not scanned: ${notScanned}`
  const named = findings.slice(0, Math.min(blocking, 3)).map(one => `${one.id} (${one.severity}${of(one)})`)
  const more = blocking > named.length ? ` and ${blocking - named.length} more` : ''
  const or = atSeverity === 'CRITICAL' ? '' : ' or worse'
  return `The scan of the image found ${blocking} at ${atSeverity}${or} without a waiver: ${named.join(', ')}${more}`
}

const of = (one: Finding) => (one.package ? `, ${one.package}${one.version ? ` ${one.version}` : ''}` : '')

const keyOf = (severity: Rated) => severity.toLowerCase() as keyof Counts

const isAtLeast = (severity: Rated, least: ScanRule['atSeverity']) =>
  severity !== 'OTHER' && least !== 'none' && severities.indexOf(severity) <= severities.indexOf(least)

const waiverOf = ({ id }: Finding, waivers: readonly Waiver[], now: string): ShownFinding['waiver'] => {
  const good = waivers.find(one => one.id.toUpperCase() === id.toUpperCase() && isBefore(now, one.until))
  return good ? { by: good.by ?? null, until: good.until, reason: good.reason } : null
}

/** A day alone is over when it ends, in UTC. */
const isBefore = (now: string, until: string) =>
  /^\d{4}-\d\d-\d\d$/.test(until) ? now.slice(0, 10) <= until : Date.parse(now) < Date.parse(until)

const rankOf = (severity: Rated) => (severity === 'OTHER' ? severities.length : severities.indexOf(severity))
const worse = (a: Finding, b: Finding) => rankOf(a.severity) - rankOf(b.severity) || (a.id < b.id ? -1 : 1)

/** What a scanner says is somebody else's text. */
const short = (one: ShownFinding): ShownFinding => {
  const cut = (text: string | null) => text?.slice(0, mostText) ?? null
  const { id, version, fixedVersion } = one
  return {
    ...one,
    id: id.slice(0, mostText),
    package: cut(one.package),
    version: cut(version),
    fixedVersion: cut(fixedVersion),
  }
}
