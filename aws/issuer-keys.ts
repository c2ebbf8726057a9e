// The public keys of issuers: found through their discovery document, kept, and asked for sparingly.
// https://openid.net/specs/openid-connect-discovery-1_0.html
import { SimpleFetcher } from 'aws-jwt-verify/https'
import { assertIsJwks, SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { CloudFault } from '../core/faults.ts'

export type Fetch = (address: string) => Promise<ArrayBuffer>

/** GitHub's keys are not where aws-jwt-verify looks by itself (`jwks.json`), nor are Google's or Microsoft's. */
export const discoveryOf = (issuer: string) => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/** A key that its issuer has withdrawn is good for this long at most, unless the issuer does not answer. */
const freshMs = 60 * 60_000
/** Between two tries at an issuer that does not answer: callers do not wait for its timeout again and again. */
const againMs = 10_000

type GetJwk = SimpleJwksCache['getJwk']

/** A key that is not among those kept makes it ask anew, once in 10 s: whoever makes up key ids does not reach the issuer. */
export class IssuerKeys extends SimpleJwksCache {
  readonly #renewAt = new Map<string, number>()

  constructor(fetch: Fetch = overHttps) {
    const keys = sparing(keysBehind(fetch))
    super({ fetcher: { fetch: address => keys(address) } })
  }

  override async getJwk(...asked: Parameters<GetJwk>): ReturnType<GetJwk> {
    const [discovery] = asked
    if ((this.#renewAt.get(discovery) ?? Number.POSITIVE_INFINITY) <= Date.now()) await this.#renew(discovery)
    return super.getJwk(...asked)
  }

  override async getJwks(discovery: string) {
    const keys = await super.getJwks(discovery)
    this.#renewAt.set(discovery, Date.now() + freshMs)
    return keys
  }

  async #renew(discovery: string) {
    this.#renewAt.set(discovery, Date.now() + againMs)
    try {
      await this.getJwks(discovery)
    } catch (fault) {
      // The keys of an hour ago are better than nobody being let in while an issuer is down.
      if (!(fault instanceof CloudFault)) throw fault
    }
  }
}

/** 3 s to answer, and once more if it does not. */
const https = new SimpleFetcher()
const overHttps: Fetch = address => https.fetch(address)

const keysBehind =
  (fetch: Fetch): Fetch =>
  async discovery => {
    try {
      const { issuer, jwks_uri: address } = parsed(await fetch(discovery)) as Record<string, unknown>
      if (typeof issuer !== 'string' || discoveryOf(issuer) !== discovery) throw new Error('is of another issuer')
      if (typeof address !== 'string' || !address.startsWith('https://')) throw new Error('has no https jwks_uri')
      const keys = await fetch(address)
      assertIsJwks(parsed(keys))
      return keys
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault)
      throw Object.assign(new CloudFault('unreachable', 'GetKeys', `${discovery}: ${why}`), { cause: fault })
    }
  }

const parsed = (bytes: ArrayBuffer) => JSON.parse(new TextDecoder().decode(bytes))

/** For a while after a failure, whoever asks gets the same answer. */
const sparing = (fetch: Fetch): Fetch => {
  const failed = new Map<string, { until: number; fault: unknown }>()
  return async address => {
    const before = failed.get(address)
    if (before && Date.now() < before.until) throw before.fault
    try {
      const got = await fetch(address)
      failed.delete(address)
      return got
    } catch (fault) {
      failed.set(address, { until: Date.now() + againMs, fault })
      throw fault
    }
  }
}
