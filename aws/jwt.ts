// Callers with a JWT: of an issuer that is configured, for its audience, with a subject that is let in.
import { JwtVerifier } from 'aws-jwt-verify'
import * as no from 'aws-jwt-verify/error'
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt'
import type { JwtPayload } from 'aws-jwt-verify/jwt-model'
import type { Caller } from '../app/caller.ts'
import type { Denied, VerifyJwt } from '../app/identity.ts'
import { tenantPattern } from '../core/schemas.ts'
import type { Issuer } from './environment.ts'
import { discoveryOf, type Fetch, IssuerKeys } from './issuer-keys.ts'

/** Clocks differ. */
const graceSeconds = 30

/** Throws CloudFault when an issuer's keys are out of reach. */
export const jwtVerifier = (issuers: readonly Issuer[], fetch?: Fetch): VerifyJwt => {
  const entries = Map.groupBy(issuers, ({ issuer }) => issuer)
  if (entries.size === 0) return async () => ({ denied: 'JWTs are not taken here: use an API token' })
  const verifier = JwtVerifier.create(
    [...entries].map(([issuer, same]) => ({
      ...{ issuer, graceSeconds, jwksUri: discoveryOf(issuer) },
      audience: same.map(({ audience }) => audience),
    })),
    { jwksCache: new IssuerKeys(fetch) },
  )
  return async jwt => {
    try {
      const { header, payload: claimed } = decomposeUnverifiedJwt(jwt)
      const known = entries.get(claimed.iss ?? '')
      if (!known) return { denied: 'The token is of an issuer that is not trusted here' }
      // https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11: what must be understood, and is not
      if ('crit' in header) return { denied: 'The token is not good' }
      if (![claimed.exp, claimed.nbf].every(isTime)) return { denied: 'The token is not good' }
      return callerOf(await verifier.verify(jwt), known)
    } catch (fault) {
      return { denied: wordsOf(fault) }
    }
  }
}

/** The library throws a RangeError where it would say of such a time that it has not come. */
const isTime = (seconds: number | undefined) =>
  seconds === undefined || !Number.isNaN(new Date(seconds * 1000).getTime())

/** `*` stands for any run of characters, everything else for itself, and the whole must fit. */
export const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split(/\*+/).map(literal).join('[^]*')}$`).test(text)

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

const callerOf = (payload: JwtPayload, known: readonly Issuer[]): Caller | Denied => {
  // The library takes a token without an end for one that has not come to it.
  if (payload.exp === undefined) return { denied: 'The token does not say until when it is good' }
  const audiences = [payload.aud ?? []].flat()
  const forUs = known.filter(({ audience }) => audiences.includes(audience))
  const subject = payload.sub ?? ''
  const entry = forUs.find(({ subjects }) => !subjects || subjects.some(pattern => fits(pattern, subject)))
  if (!entry) return { denied: `The subject of the token is not one that is let in: ${readable(subject)}` }
  const tenant = tenantOf(payload, entry)
  if (tenant === undefined) return { denied: 'The token does not say for which tenant it is' }
  return { tenant, by: nameOf(payload), role: entry.role }
}

/** A token that names nothing falls back on the configured tenant, one that names nonsense does not. */
const tenantOf = (payload: JwtPayload, { tenant, tenantClaim }: Issuer): string | undefined => {
  const claimed = tenantClaim === undefined ? undefined : payload[tenantClaim]
  if (claimed === undefined) return tenant
  return typeof claimed === 'string' && tenantPattern.test(claimed) ? claimed : undefined
}

/** For people to read: GitHub's user, an address that is the caller's own, or whatever the issuer calls them. */
const nameOf = ({ actor, email, email_verified: verified, sub, iss }: JwtPayload): string => {
  const names = [actor, verified === false ? undefined : email, sub, iss]
  return readable(names.find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? 'unknown')
}

/** Whoever issued it, it goes into logs and onto pages. */
const readable = (text: string) => text.replace(/\p{C}/gu, '').slice(0, 200)

const words: readonly (readonly [abstract new (...given: never[]) => Error, string])[] = [
  [no.JwtExpiredError, 'The token has expired'],
  [no.JwtNotBeforeError, 'The token is not good yet'],
  [no.JwtInvalidAudienceError, 'The token is for another audience'],
  [no.JwtInvalidSignatureError, 'The signature of the token is not good'],
  [no.JwtInvalidSignatureAlgorithmError, 'The token is signed in a way that is not taken here'],
  [no.JwtParseError, 'The token is not a JWT'],
  [no.JwtWithoutValidKidError, 'The token does not say with which key it is signed'],
  [no.KidNotFoundInJwksError, 'The token is signed with a key that its issuer does not have'],
  [no.WaitPeriodNotYetEndedJwkError, 'The token is signed with a key that is not known: try again in 10 s'],
  [no.JwtBaseError, 'The token is not good'],
]

const wordsOf = (fault: unknown): string => {
  // What Node throws at a signature of the wrong length, instead of saying no.
  const isMalformed = fault instanceof Error && 'code' in fault && fault.code === 'ERR_CRYPTO_OPERATION_FAILED'
  if (isMalformed) return 'The signature of the token is not good'
  const known = words.find(([kind]) => fault instanceof kind)
  if (!known) throw fault
  return known[1]
}
