// JWTs with real keys, and the keys of issuers over loopback: who is let in as whom, and what is refused in which words.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { githubActions, type Issuer, issuerSchema } from '../../aws/environment.ts'
import { fits, jwtVerifier } from '../../aws/jwt.ts'
import { CloudFault } from '../../core/faults.ts'
import { ecKey, inSeconds, issuersOnLoopback, type Key, rsaKey, signed, unsigned } from './issuers.ts'

const corp = 'https://login.corp.test'
const other = 'https://other.test'
const [rsa, ec, hub, strange] = [rsaKey('rsa-1'), ecKey('ec-1'), rsaKey('hub-1'), rsaKey('strange')]

const atCorp = issuerSchema.parse({ issuer: corp, audience: 'panda', tenant: 'corp', role: 'admin' })
const acme = issuerSchema.parse({
  ...{ issuer: githubActions, audience: 'https://panda.test', tenant: 'acme' },
  subjects: ['repo:acme/shop:ref:refs/heads/main', 'repo:acme/tools:*'],
})

const claims = (more: object = {}) => ({
  ...{ iss: corp, aud: 'panda', sub: 'u-1', email: 'kim@corp.test' },
  ...{ iat: inSeconds(0), nbf: inSeconds(-5), exp: inSeconds(300), ...more },
})
const run = (more: object = {}) => ({
  ...{ iss: githubActions, aud: 'https://panda.test', sub: 'repo:acme/shop:ref:refs/heads/main', actor: 'kim' },
  ...{ iat: inSeconds(0), nbf: inSeconds(-600), exp: inSeconds(300), ...more },
})

const open = async (issuers: Issuer[] = [atCorp, acme], keys: Record<string, Key[]> = {}) => {
  const loopback = await issuersOnLoopback({ [corp]: [rsa, ec], [githubActions]: [hub], [other]: [strange], ...keys })
  return { ...loopback, verify: jwtVerifier(issuers, loopback.fetch) }
}

afterEach(() => void vi.useRealTimers())

describe('who is let in', () => {
  it.each([
    ['RS256', rsa],
    ['ES256', ec],
  ])('a person, signed with %s', async (_, key) => {
    const { verify } = await open()
    expect(await verify(signed(key, claims()))).toEqual({ tenant: 'corp', by: 'kim@corp.test', role: 'admin' })
  })

  it('a workflow of GitHub, as whoever started it', async () => {
    const { verify } = await open()
    expect(await verify(signed(hub, run()))).toEqual({ tenant: 'acme', by: 'kim', role: 'deployer' })
    const any = run({ sub: 'repo:acme/tools:environment:prod', actor: undefined })
    expect(await verify(signed(hub, any))).toMatchObject({ tenant: 'acme', by: 'repo:acme/tools:environment:prod' })
  })

  it('one audience of several is enough', async () => {
    const { verify } = await open()
    expect(await verify(signed(rsa, claims({ aud: ['x', 'panda'] })))).toMatchObject({ tenant: 'corp' })
  })

  it('an address that is not known to be theirs is not their name, and names hold nothing that cannot be seen', async () => {
    const { verify } = await open()
    const name = async (more: object) => ((await verify(signed(rsa, claims(more)))) as { by: string }).by
    expect(await name({ email_verified: true })).toBe('kim@corp.test')
    expect(await name({ email_verified: false })).toBe('u-1')
    expect(await name({ email: 'a\nb\u001b[31m\u202e' })).toBe('ab[31m')
    expect(await name({ email: 'x'.repeat(1000) })).toHaveLength(200)
    expect(await name({ email: 7, sub: undefined })).toBe(corp)
  })

  it('several entries of one issuer: the first that fits says tenant and role', async () => {
    const github = (more: object) =>
      issuerSchema.parse({ issuer: githubActions, audience: 'p', tenant: 'acme', ...more })
    const { verify } = await open([
      github({ subjects: ['repo:acme/shop:ref:refs/heads/main'], role: 'deployer' }),
      github({ subjects: ['repo:acme/*'], role: 'viewer' }),
      github({ subjects: ['repo:zoo/*'], tenant: 'zoo', audience: 'zoo' }),
    ])
    const as = (sub: string, aud = 'p') => verify(signed(hub, run({ sub, aud })))
    expect(await as('repo:acme/shop:ref:refs/heads/main')).toMatchObject({ tenant: 'acme', role: 'deployer' })
    expect(await as('repo:acme/shop:pull_request')).toMatchObject({ tenant: 'acme', role: 'viewer' })
    expect(await as('repo:zoo/shop:pull_request', 'zoo')).toMatchObject({ tenant: 'zoo', role: 'deployer' })
    // Of the other's audience: neither entry fits.
    expect(await as('repo:zoo/shop:pull_request', 'p')).toHaveProperty('denied')
    expect(await as('repo:acme/shop:pull_request', 'zoo')).toHaveProperty('denied')
  })

  it('a claim names the tenant; where it is missing, the configured one does; where it is nonsense, nobody does', async () => {
    const claimed = issuerSchema.parse({ issuer: corp, audience: 'panda', tenantClaim: 'custom:org', tenant: 'rest' })
    const { verify } = await open([claimed])
    const tenant = async (org: unknown) => verify(signed(rsa, claims({ 'custom:org': org })))
    expect(await tenant('acme')).toMatchObject({ tenant: 'acme' })
    expect(await tenant(undefined)).toMatchObject({ tenant: 'rest' })
    for (const nonsense of ['', 'a#b', 'a b', '#', 7, null, ['acme'], 'x'.repeat(129), '\u0000'])
      expect(await tenant(nonsense)).toEqual({ denied: 'The token does not say for which tenant it is' })
    const only = await open([{ ...claimed, tenant: undefined }])
    expect(await only.verify(signed(rsa, claims()))).toHaveProperty('denied')
  })
})

describe('what is refused', () => {
  const rs256 = { alg: 'RS256', kid: 'rsa-1' }
  const hmacWith = (secret: string) => {
    const input = unsigned({ alg: 'HS256', typ: 'JWT', kid: 'rsa-1' }, claims())
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const pem = () =>
    String(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }))
  const swapped = (jwt: string, payload: object) => {
    const [header, , signature] = jwt.split('.')
    return `${header}.${unsigned({}, payload).split('.')[1]}.${signature}`
  }
  const cut = (jwt: string) => jwt.slice(0, -4)

  it.each<[string, string, () => string]>([
    ['alg none', 'signed in a way', () => `${unsigned({ alg: 'none', kid: 'rsa-1' }, claims())}.AA`],
    ['alg none, without a signature', 'not a JWT', () => `${unsigned({ alg: 'none', kid: 'rsa-1' }, claims())}.`],
    ['no alg', 'signed in a way', () => signed(rsa, claims(), { alg: undefined })],
    ['HS256 with the public key', 'signed in a way', () => hmacWith(JSON.stringify(rsa.jwk))],
    ['HS256 with some public key', 'signed in a way', () => hmacWith(pem())],
    ['another algorithm than the key says', 'signed in a way', () => signed(rsa, claims(), { alg: 'RS512' })],
    ['a key of another kind', 'signed in a way', () => signed({ ...ec, kid: 'rsa-1' }, claims())],
    ['another audience', 'another audience', () => signed(rsa, claims({ aud: 'elsewhere' }))],
    ['no audience', 'another audience', () => signed(rsa, claims({ aud: undefined }))],
    ['expired', 'has expired', () => signed(rsa, claims({ exp: inSeconds(-60) }))],
    ['good for ever', 'until when', () => signed(rsa, claims({ exp: undefined }))],
    ['not good yet', 'not good yet', () => signed(rsa, claims({ nbf: inSeconds(120) }))],
    // npm run attack -- --only tokens: the library threw a RangeError.
    ['good from a time on that no date is', 'not good', () => signed(rsa, claims({ nbf: 1e15 }))],
    ['over at a time that no date is', 'not good', () => signed(rsa, claims({ exp: -1e15 }))],
    ['a foreign issuer', 'not trusted', () => signed(strange, claims({ iss: other }))],
    ['no issuer', 'not trusted', () => signed(rsa, claims({ iss: undefined }))],
    ['one issuer with the key of another', 'does not have', () => signed(hub, claims())],
    ['one issuer in the name of another', 'signature', () => signed({ ...hub, kid: 'rsa-1' }, claims())],
    ['other claims than were signed', 'signature', () => swapped(signed(rsa, claims()), claims({ sub: 'root' }))],
    ['a signature that was cut', 'signature', () => cut(signed(rsa, claims()))],
    ['an EC signature that was cut', 'signature', () => cut(signed(ec, claims()))],
    ['no key id', 'with which key', () => signed(rsa, claims(), { kid: undefined })],
    ['a key of its own', 'does not have', () => signed(strange, claims(), { jwk: strange.jwk, kid: 'own' })],
    ['an extension that must be understood', 'not good', () => signed(rsa, claims(), { crit: ['b64'], b64: false })],
    ['claims of the wrong kind', 'not a JWT', () => signed(rsa, claims({ exp: '9999999999' }))],
    ['no JSON', 'not a JWT', () => 'aaaa.bbbb.cccc'],
    ['not base64', 'not a JWT', () => '{}.{}.{}'],
    ['another subject', 'repo:acme/shop:pull_request', () => signed(hub, run({ sub: 'repo:acme/shop:pull_request' }))],
    ['another owner', 'not one that is let in', () => signed(hub, run({ sub: 'repo:acme-evil/tools:ref:x' }))],
    ['no subject', 'not one that is let in', () => signed(hub, run({ sub: undefined }))],
    ['two signatures', 'not a JWT', () => `${signed(rsa, claims())}.${signed(rsa, claims()).split('.')[2]}`],
    ['an empty one', 'not a JWT', () => ''],
    ['header only', 'not a JWT', () => `${unsigned(rs256, {}).split('.')[0]}`],
  ])('%s', async (_, words, made) => {
    const { verify } = await open()
    const answer = await verify(made())
    expect(answer).toEqual({ denied: expect.stringContaining(words) })
    expect((answer as { denied: string }).denied).not.toMatch(/eyJ/)
  })

  it.each(['ES256', 'ES512', 'EdDSA', 'RS384'])(
    'a header of %s for an RSA key that does not say what it is for',
    async alg => {
      const { alg: _, ...jwk } = rsa.jwk
      const { verify } = await open([atCorp], { [corp]: [{ ...rsa, jwk }] })
      const input = unsigned({ alg, kid: 'rsa-1' }, claims())
      const signature = sign('md5', Buffer.from(input), rsa.privateKey).toString('base64url')
      expect(await verify(`${input}.${signature}`)).toEqual({ denied: expect.any(String) })
    },
  )

  it('whatever there is, where no issuer is configured', async () => {
    const { verify, asked } = await open([])
    expect(await verify(signed(rsa, claims()))).toEqual({ denied: 'JWTs are not taken here: use an API token' })
    expect(asked).toEqual([])
  })

  it('does not ask anybody for the keys of an issuer that is not configured, even where there is but one', async () => {
    const { verify, asked } = await open([atCorp])
    await verify(signed(strange, claims({ iss: other })))
    await verify(signed(strange, claims({ iss: 'https://169.254.169.254/' })))
    expect(asked).toEqual([])
  })

  it('half a minute between clocks is forgiven', async () => {
    const { verify } = await open()
    expect(await verify(signed(rsa, claims({ exp: inSeconds(-15) })))).toMatchObject({ tenant: 'corp' })
    expect(await verify(signed(rsa, claims({ nbf: inSeconds(15) })))).toMatchObject({ tenant: 'corp' })
  })
})

describe('patterns of subjects', () => {
  it.each([
    ['repo:acme/*', 'repo:acme/shop:ref:refs/heads/main', true],
    ['repo:acme/*', 'repo:acme-evil/shop:ref:refs/heads/main', false],
    ['repo:acme/*', 'x repo:acme/shop', false],
    ['repo:acme/*', 'x\nrepo:acme/shop', false],
    ['repo:acme/*', 'repo:acme/shop\nx', true],
    ['repo:acme/shop', 'repo:acme/shop\n', false],
    ['repo:acme/shop:ref:refs/heads/main', 'repo:acme/shop:ref:refs/heads/main2', false],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/shop:ref:refs/heads/main', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/shop:pull_request', false],
    ['repo:acme/s.p', 'repo:acme/shp', false],
    ['repo:acme/s.p', 'repo:acme/sxp', false],
    ['repo:acme/[a-z]+', 'repo:acme/shop', false],
    ['a(b)|c\\d$^?{2}', 'a(b)|c\\d$^?{2}', true],
    ['a|b', 'a', false],
    ['*', '', true],
    ['***', 'anything', true],
    ['', '', true],
    ['REPO:acme/*', 'repo:acme/shop', false],
  ])('%j and %j: %s', (pattern, text, fitting) => {
    expect(fits(pattern, text)).toBe(fitting)
  })

  it('that name no owner of GitHub’s are no configuration, nor is a tenant that nothing names', () => {
    const entry = { issuer: githubActions, audience: 'panda', tenant: 'acme' }
    for (const subjects of [undefined, [], ['*'], ['repo:*'], ['repo:acme*'], ['repo:acme*/x'], ['repo:a/b', '*:a/b']])
      expect(issuerSchema.safeParse({ ...entry, subjects }).success, String(subjects)).toBe(false)
    expect(issuerSchema.safeParse({ ...entry, issuer: `${githubActions}/`, subjects: ['*'] }).success).toBe(false)
    expect(issuerSchema.safeParse({ ...entry, subjects: ['repo:acme/*'] }).success).toBe(true)
    expect(issuerSchema.safeParse({ issuer: corp, audience: 'panda' }).success).toBe(false)
    expect(issuerSchema.safeParse({ issuer: 'http://corp.test', audience: 'panda', tenant: 'a' }).success).toBe(false)
  })
})

describe('the keys of an issuer', () => {
  const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

  it('are asked for once, where its discovery document says', async () => {
    const { verify, asked } = await open()
    await Promise.all([1, 2, 3].map(() => verify(signed(rsa, claims()))))
    await verify(signed(ec, claims()))
    expect(asked).toEqual(['login.corp.test/.well-known/openid-configuration', 'login.corp.test/keys'])
  })

  it('of an unknown id are asked for again, but not for each who makes one up', async () => {
    const { verify, asked } = await open()
    await verify(signed(rsa, claims()))
    for (let n = 0; n < 20; n++)
      expect(await verify(signed(strange, claims(), { kid: `made-up-${n}` }))).toHaveProperty('denied')
    expect(asked).toHaveLength(4)
    // Who is known is not disturbed by that.
    expect(await verify(signed(rsa, claims()))).toMatchObject({ tenant: 'corp' })
  })

  it('are there soon after the issuer has changed them, and gone within the hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { verify, served } = await open()
    const fresh = rsaKey('rsa-2')
    await verify(signed(rsa, claims()))
    served.keys[corp] = [fresh]
    expect(await verify(signed(fresh, claims()))).toMatchObject({ tenant: 'corp' })
    served.keys[corp] = [ec]
    later(59 * 60_000)
    expect(await verify(signed(fresh, claims()))).toMatchObject({ tenant: 'corp' })
    later(2 * 60_000)
    expect(await verify(signed(fresh, claims()))).toEqual({ denied: expect.stringContaining('does not have') })
    expect(await verify(signed(ec, claims()))).toMatchObject({ tenant: 'corp' })
  })

  it('that cannot be had are a passing fault; for some seconds nobody asks again, and then it is whole', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { verify, served, asked } = await open()
    served.down = true
    const jwt = signed(rsa, claims())
    for (let n = 0; n < 3; n++)
      await expect(verify(jwt)).rejects.toMatchObject({ name: 'CloudFault', kind: 'unreachable' })
    expect(asked).toHaveLength(1)
    // The other issuer is none the worse.
    served.down = false
    expect(await verify(signed(hub, run()))).toMatchObject({ tenant: 'acme' })
    later(11_000)
    expect(await verify(jwt)).toMatchObject({ tenant: 'corp' })
  })

  it('go on being good while their issuer is down', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { verify, served, asked } = await open()
    await verify(signed(rsa, claims()))
    served.down = true
    later(61 * 60_000)
    for (const _ of [1, 2, 3]) expect(await verify(signed(rsa, claims()))).toMatchObject({ tenant: 'corp' })
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['over plain http', () => 'http://login.corp.test/keys'],
    ['nowhere', () => ''],
  ])('that a discovery document says to be %s are not fetched', async (_, address) => {
    const { verify, served, asked } = await open()
    served.keysAddress = address
    await expect(verify(signed(rsa, claims()))).rejects.toBeInstanceOf(CloudFault)
    expect(asked).toHaveLength(1)
  })

  it('are not taken from a document of another issuer, nor from what is no key set', async () => {
    const answering = (body: string) => jwtVerifier([atCorp], async () => new TextEncoder().encode(body).buffer)
    for (const body of ['{}', 'null', '<html>', '[]'])
      await expect(answering(body)(signed(rsa, claims()))).rejects.toBeInstanceOf(CloudFault)
    const foreign = await open()
    const lying = jwtVerifier([atCorp], address => foreign.fetch(address.replace(`${corp}/.well`, `${other}/.well`)))
    await expect(lying(signed(strange, claims()))).rejects.toThrow('another issuer')
    const document = JSON.stringify({ issuer: corp, jwks_uri: `${corp}/keys` })
    const empty = async (address: string) =>
      new TextEncoder().encode(address.endsWith('/keys') ? '{"keys":[{"kty":1}]}' : document).buffer
    await expect(jwtVerifier([atCorp], empty)(signed(rsa, claims()))).rejects.toThrow('login.corp.test')
  })
})
