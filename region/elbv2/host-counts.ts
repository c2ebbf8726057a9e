// How many targets of a group were healthy when: what HealthyHostCount and UnHealthyHostCount are made of. In memory, as the
// targets are. Those that are still to be checked for the first time count as neither, those that leave not at all.

export type HostCounts = { mostHealthy: number; fewestUnhealthy: number }

type Mark = { at: number; targets: number; healthy: number; unhealthy: number }

/** Longer than any alarm looks back. */
const keptMs = 15 * 60_000

export const hostCounts = (now: () => number) => {
  const marks = new Map<string, Mark[]>()
  return {
    /** Called after every change. */
    mark(groupArn: string, states: string[]) {
      const present = states.filter(state => state !== 'draining')
      const mark = {
        at: now(),
        targets: present.length,
        healthy: present.filter(state => state === 'healthy').length,
        unhealthy: present.filter(state => state === 'unhealthy').length,
      }
      const all = [...(marks.get(groupArn) ?? []), mark]
      // The last one before stays: it is how the time begins.
      const first = all.findLastIndex(one => one.at < now() - keptMs)
      marks.set(groupArn, all.slice(Math.max(0, first)))
    },
    /** Without a target in all that time: nothing is reported. */
    counts(groupArns: string[], from: number, to: number): HostCounts | undefined {
      const seen = groupArns.flatMap(arn => during(marks.get(arn) ?? [], from, to)).filter(one => one.targets > 0)
      if (seen.length === 0) return undefined
      return {
        mostHealthy: Math.max(...seen.map(one => one.healthy)),
        fewestUnhealthy: Math.min(...seen.map(one => one.unhealthy)),
      }
    },
  }
}

const during = (all: Mark[], from: number, to: number) => {
  const before = all.findLast(one => one.at <= from)
  return [...(before ? [before] : []), ...all.filter(one => one.at > from && one.at < to)]
}
