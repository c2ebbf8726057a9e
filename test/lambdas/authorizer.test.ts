// The authorizer with events as API Gateway sends them: it always lets through, and says whom it found or why nobody.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createToken } from '../../app/calls/create-token.ts'
import { revokeToken } from '../../app/calls/revoke-token.ts'
import type { IdentityPorts } from '../../app/identity.ts'
import { githubActions, issuerSchema } from '../../aws/environment.ts'
import { jwtVerifier } from '../../aws/jwt.ts'
import { CloudFault } from '../../core/faults.ts'
import { authorizerHandler } from '../../lambdas/handlers/authorizer.ts'
import type { Facts, FaultWords, Watch } from '../../lambdas/platform/watched.ts'
import { place } from '../app/calls-place.ts'
import { inSeconds, issuersOnLoopback, rsaKey, signed } from '../aws/issuers.ts'

const key = rsaKey('hub')

/** As documented for payload 2.0, with one field that nobody has heard of. */
const event = (headers: Record<string, string>) => ({
  ...{
    version: '2.0',
    type: 'REQUEST',
    identitySource: null,
    routeKey: 'GET /api/v1/deploy',
    rawPath: '/api/v1/deploy',
  },
  routeArn: 'arn:aws:execute-api:eu-west-1:111111111111:abcdef123/$default/GET/api/v1/deploy',
  ...{ rawQueryString: '', cookies: [], headers: { host: 'x.execute-api.eu-west-1.amazonaws.com', ...headers } },
  requestContext: {
    ...{ accountId: '111111111111', apiId: 'abcdef123', stage: '$default', requestId: 'id' },
    http: { method: 'GET', path: '/api/v1/deploy', protocol: 'HTTP/1.1', sourceIp: '1.2.3.4', userAgent: 'agent' },
    ...{ time: '12/Mar/2020:19:03:58 +0000', timeEpoch: 1583348638390 },
  },
  ...{ pathParameters: {}, stageVariables: {}, novelty: { of: ['next', 'year'] } },
})

const open = async (more: Partial<IdentityPorts> = {}, patience?: number) => {
  const { context, table, clock } = place()
  const issuers = await issuersOnLoopback({ [githubActions]: [key] })
  const trusted = { issuer: githubActions, audience: 'panda', subjects: ['repo:acme/shop:*'], tenant: 'acme' }
  const lines: { facts: Facts; fault?: FaultWords }[] = []
  const watch: Watch = {
    line: facts => lines.push({ facts }),
    fault: (fault, facts) => lines.push({ fault, facts }),
    count: () => {},
  }
  const verifyJwt = jwtVerifier([issuerSchema.parse(trusted)], issuers.fetch)
  const handler = authorizerHandler({ table, clock, verifyJwt, ...more }, watch, patience)
  const ask = (headers: Record<string, string> = {}) => handler(event(headers), { awsRequestId: 'r-1' })
  const caller = { tenant: 'acme', by: 'kim', role: 'admin' as const }
  const calling = {
    ...context,
    caller,
    least: 'admin' as const,
    locale: 'en' as const,
    signal: new AbortController().signal,
    audit: {},
  }
  const token = (role: 'viewer' | 'admin' = 'viewer') => createToken({ name: 'ci', role, expiresInDays: 1 }, calling)
  return { ask, token, revoke: (id: string) => revokeToken({ id }, calling), issuers, lines, clock }
}

const workflow = (more: object = {}) =>
  signed(key, {
    ...{ iss: githubActions, aud: 'panda', sub: 'repo:acme/shop:ref:refs/heads/main', actor: 'kim' },
    ...{ exp: inSeconds(60), ...more },
  })

describe('the authorizer', () => {
  it('finds whom an API token stands for, until it is revoked', async () => {
    const { ask, token, revoke } = await open()
    const made = await token()
    const as = () => ask({ authorization: `Bearer ${made.token}` })
    expect(await as()).toEqual({
      isAuthorized: true,
      context: { tenant: 'acme', by: 'ci (token of kim)', role: 'viewer', maker: 'kim', token: made.id },
    })
    await revoke(made.id)
    expect(await as()).toEqual({ isAuthorized: true, context: { denied: 'The token is unknown, or has been revoked' } })
  })

  it('finds whom a JWT stands for', async () => {
    const { ask } = await open()
    const context = { tenant: 'acme', by: 'kim', role: 'deployer' }
    expect(await ask({ authorization: `Bearer ${workflow()}` })).toEqual({ isAuthorized: true, context })
  })

  it('lets through whoever it does not know, and says why', async () => {
    const { ask, token, clock } = await open()
    const { token: text } = await token()
    const why = async (headers?: Record<string, string>) => {
      const { isAuthorized, context } = await ask(headers)
      expect([isAuthorized, Object.keys(context)]).toEqual([true, ['denied']])
      return (context as { denied: string }).denied
    }
    expect(await why()).toMatch(/needs an identity/)
    expect(await why({ authorization: 'Basic a2ltOnNlY3JldA==' })).toMatch(/must be "Bearer"/)
    expect(await why({ authorization: `Bearer ${text},Bearer ${text}` })).toMatch(/not several/)
    expect(await why({ authorization: `Bearer ${text}`, Authorization: 'Bearer x' })).toMatch(/not several/)
    expect(await why({ authorization: `Bearer ${text.slice(0, -1)}` })).toMatch(/not whole/)
    expect(await why({ authorization: `Bearer ${workflow({ exp: inSeconds(-60) })}` })).toBe('The token has expired')
    expect(await why({ authorization: `Bearer ${workflow({ sub: 'repo:evil/x:ref:y' })}` })).toMatch(/let in/)
    clock.at += 24 * 60 * 60 * 1000
    expect(await why({ authorization: `Bearer ${text}` })).toBe('The token has expired')
  })

  it('never throws: what is out of reach is refused, and logged', async () => {
    const down = async () => Promise.reject(new CloudFault('unreachable', 'GetItem', 'socket hang up'))
    const table = { ...place().table, get: down }
    const denied = { isAuthorized: true, context: { denied: 'Your identity could not be checked: try again' } }
    const broken = await open({ table })
    const { token: text } = await broken.token()
    expect(await broken.ask({ authorization: `Bearer ${text}` })).toEqual(denied)
    expect(broken.lines).toMatchObject([{ fault: { name: 'CloudFault', message: 'socket hang up' } }, {}])

    const keyless = await open()
    keyless.issuers.served.down = true
    expect(await keyless.ask({ authorization: `Bearer ${workflow()}` })).toEqual(denied)
    expect(keyless.lines[0]?.fault?.message).toContain('token.actions.githubusercontent.com')
  })

  it('answers in time, whoever does not', async () => {
    const { ask, lines } = await open({ verifyJwt: () => new Promise(() => {}) }, 20)
    expect((await ask({ authorization: `Bearer ${workflow()}` })).context).toHaveProperty('denied')
    expect(lines[0]?.fault?.message).toMatch(/No answer within 20 ms/)
  })

  it('writes no token anywhere', async () => {
    const { ask, token, lines } = await open()
    const { token: text } = await token()
    const jwts = [workflow(), workflow({ exp: inSeconds(-60) }), workflow({ aud: 'x' })]
    const answers = []
    for (const one of [text, `${text}x`, `panda_${'x'.repeat(49)}`, ...jwts])
      answers.push(await ask({ authorization: `Bearer ${one}` }))
    const unreachable = await open()
    unreachable.issuers.served.down = true
    answers.push(await unreachable.ask({ authorization: `Bearer ${jwts[0]}` }), unreachable.lines)
    const all = JSON.stringify([answers, lines])
    expect(lines).toHaveLength(6)
    for (const secret of [text, 'x'.repeat(49), ...jwts.flatMap(jwt => jwt.split('.'))])
      expect(all).not.toContain(secret)
  })
})

describe('the entry', () => {
  it('reads its environment when it starts, and says all that is wrong with it', async () => {
    for (const name of ['PANDA_TABLE', 'PANDA_ISSUERS']) vi.stubEnv(name, undefined)
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(import('../../lambdas/authorizer.ts')).rejects.toThrow(/PANDA_TABLE.*PANDA_ISSUERS/)
  })
})
