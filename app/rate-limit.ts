// A bucket of tokens for each tenant, in the memory of this process: a bound on haste, not an account. On Lambda each
// environment has its own; what costs is bounded in the table (docs/adr/0004).

type Bucket = { tokens: number; at: number }

/** Answers the seconds to wait, or undefined if the request may go on. */
export const rateLimit = (perMinute: number) => {
  const buckets = new Map<string, Bucket>()
  return (tenant: string, now: string): number | undefined => {
    const at = Date.parse(now)
    const { tokens, at: before } = buckets.get(tenant) ?? { tokens: perMinute, at }
    const filled = Math.min(perMinute, tokens + (Math.max(0, at - before) * perMinute) / 60_000)
    const allowed = filled >= 1
    buckets.set(tenant, { tokens: allowed ? filled - 1 : filled, at })
    return allowed ? undefined : Math.ceil(((1 - filled) * 60) / perMinute)
  }
}
