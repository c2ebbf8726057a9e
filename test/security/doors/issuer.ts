// Issuers of JWTs in memory, one whose tokens are a person's and GitHub Actions; and what a forger does to a token.
import { constants, createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { githubActions, issuerSchema } from '../../../aws/environment.ts'
import { jwtVerifier } from '../../../aws/jwt.ts'
import type { Dice } from '../../sim/dice.ts'

const corp = 'https://login.corp.test'
const audience = 'panda'
const kid = 'key-1'

type Key = { privateKey: KeyObject; publicKey: KeyObject }
const rsa = (): Key => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [corpKey, githubKey, evilKey] = [rsa(), rsa(), rsa()]
const evilCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** GitHub gives a token to every repository that there is: what is let in is known by its subject alone. */
export const subjects = ['repo:acme/shop:ref:refs/heads/main', 'repo:acme/tools:*', 'repo:acme/*:environment:prod']

export const issuers = () => {
  const asked: string[] = []
  const keys: Record<string, KeyObject> = { [corp]: corpKey.publicKey, [githubActions]: githubKey.publicKey }
  const fetched = async (address: string): Promise<ArrayBuffer> => {
    asked.push(address)
    const { origin, pathname } = new URL(address)
    if (!keys[origin]) throw new Error(`Nobody is at ${address}`)
    const jwk = { ...keys[origin].export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
    const answer = pathname === '/keys' ? { keys: [jwk] } : { issuer: origin, jwks_uri: `${origin}/keys` }
    return new TextEncoder().encode(JSON.stringify(answer)).buffer
  }
  const trusted = [
    issuerSchema.parse({ issuer: corp, audience, tenant: 'alice', role: 'viewer' }),
    issuerSchema.parse({ issuer: githubActions, audience, tenant: 'alice', subjects, role: 'deployer' }),
  ]
  return { asked, verify: jwtVerifier(trusted, fetched) }
}

export type Claims = Record<string, unknown>
const now = () => Math.floor(Date.now() / 1000)
export const claims = (more: Claims = {}): Claims => ({
  ...{ iss: corp, aud: audience, sub: 'u-1', email: 'kim@corp.test' },
  ...{ iat: now(), nbf: now() - 5, exp: now() + 3_600, ...more },
})

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const rs256 = (input: string, { privateKey }: Key) =>
  sign('sha256', Buffer.from(input), privateKey).toString('base64url')

export const signed = (payload: Claims, { header = {}, key = corpKey }: { header?: object; key?: Key } = {}) => {
  const input = `${encoded({ alg: 'RS256', typ: 'JWT', kid, ...header })}.${encoded(payload)}`
  return `${input}.${rs256(input, key)}`
}
export const ofGithub = (sub: string, more: Claims = {}) =>
  signed(claims({ iss: githubActions, sub, actor: 'eve', ...more }), { key: githubKey })

const strangeKids: unknown[] = [
  ...[
    '',
    ' ',
    '0',
    '../../../../dev/null',
    '/dev/null',
    'file:///dev/null',
    'https://evil.test/key',
    'key-1\u0000',
    'KEY-1',
  ],
  ...[
    "key-1' OR '1'='1",
    "x' UNION SELECT 'secret' --",
    '$(id)',
    '|id',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(3_000),
  ],
  ...[null, 1, true, [], ['key-1'], {}, { toString: 'key-1' }],
]
const algorithms = [
  ...[
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'HS256',
    'HS384',
    'HS512',
    'RS384',
    'RS512',
    'RS1',
    'PS256',
    'ES256',
    'ES512',
    'EdDSA',
  ],
  ...['rs256', 'RS256 ', ' RS256', 'RS256\u0000', 'A256KW', 'dir', '__proto__', null, 0, [], ['RS256'], {}, true],
]
const publicForms = [
  corpKey.publicKey.export({ type: 'spki', format: 'pem' }),
  corpKey.publicKey.export({ type: 'pkcs1', format: 'pem' }),
  corpKey.publicKey.export({ type: 'spki', format: 'der' }),
  String(corpKey.publicKey.export({ type: 'spki', format: 'pem' })).trim(),
  JSON.stringify(corpKey.publicKey.export({ format: 'jwk' })),
  String(corpKey.publicKey.export({ format: 'jwk' }).n),
  Buffer.from(String(corpKey.publicKey.export({ format: 'jwk' }).n), 'base64url'),
  ...[kid, '', 'secret', Buffer.alloc(32)],
]

/** By what was done, a token that is not one of its issuer's. */
export const forgeries: Record<string, (dice: Dice) => string> = {
  'alg that is not its key’s': dice => withHeader({ alg: dice.pick(algorithms) }, dice),
  'no alg': dice => withHeader({ alg: undefined }, dice),
  'alg twice': dice => {
    const header = `{"alg":"${dice.pick(['none', 'HS256'])}","kid":"${kid}","alg":"RS256"}`
    return `${encoded(header)}.${encoded(claims())}.${dice.pick(['', 'x', junk(dice)])}`
  },
  'an HMAC with the public key': dice => {
    const [alg, hash] = dice.pick([
      ['HS256', 'sha256'],
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
      ['RS256', 'sha256'],
    ] as const)
    const input = `${encoded({ alg, typ: 'JWT', kid })}.${encoded(claims())}`
    return `${input}.${createHmac(hash, dice.pick(publicForms)).update(input).digest('base64url')}`
  },
  'a kid that is none': dice => signed(claims(), { header: { kid: dice.pick(strangeKids) }, key: evilKey }),
  'a kid that is none, with the right signature': dice => signed(claims(), { header: { kid: dice.pick(strangeKids) } }),
  'no kid': () => signed(claims(), { header: { kid: undefined } }),
  'another key under the right kid': dice => signed(claims(dice.chance(0.5) ? {} : { exp: 1e10 }), { key: evilKey }),
  'a key of its own': dice => {
    const jwk = createPublicKey(evilKey.privateKey).export({ format: 'jwk' })
    const address = dice.pick([
      'https://evil.test/keys',
      'http://169.254.169.254/',
      'http://127.0.0.1:1/',
      `${corp}@evil.test/`,
    ])
    const header = dice.pick([{ jwk }, { jku: address }, { x5u: address }, { jwk, jku: address }, { x5c: ['MIIB'] }])
    return signed(claims(), { header, key: evilKey })
  },
  'what must be understood': dice =>
    signed(claims(), { header: { crit: dice.pick([['exp'], ['b64'], [], ['x']]), b64: false } }),
  'a signature of another way': dice => {
    const input = `${encoded({ alg: dice.pick(['RS256', 'PS256']), kid })}.${encoded(claims())}`
    const padding = constants.RSA_PKCS1_PSS_PADDING
    return `${input}.${sign('sha256', Buffer.from(input), { key: corpKey.privateKey, padding }).toString('base64url')}`
  },
  'a signature of nothing': dice => {
    const alg = dice.pick(['RS256', 'ES256', 'EdDSA'])
    return `${encoded({ alg, kid })}.${encoded(claims())}.${Buffer.alloc(dice.pick([0, 1, 32, 64, 255, 256, 257, 512])).toString('base64url')}`
  },
  'an elliptic signature': () => {
    const input = `${encoded({ alg: 'ES256', kid })}.${encoded(claims())}`
    const key = { key: evilCurve.privateKey, dsaEncoding: 'ieee-p1363' as const }
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  },
  'a changed payload': dice => {
    const [header, , signature] = signed(claims()).split('.')
    const wish = dice.pick([
      { sub: 'admin' },
      { role: 'admin' },
      { tenant: 'bobby' },
      { exp: 1e10 },
      { iss: githubActions },
    ])
    return `${header}.${encoded(claims({ jti: dice.hex(4), ...wish }))}.${signature}`
  },
  'a bit that is wrong': dice => {
    const token = signed(claims({ jti: dice.hex(4) }))
    const at = dice.int(token.length - 2)
    if (token[at] === '.') return `${token.slice(0, at)}${token.slice(at + 1)}`
    return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  },
  'a part too few or too many': dice => {
    const [header, payload, signature] = signed(claims()).split('.')
    const parts = [
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
    ]
    const more = [
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${signature}.`,
      '..',
      `${header}.${header}.${header}`,
    ]
    return dice.pick([...parts, ...more, `${header}.${payload}.${signature}.a.b`])
  },
  'what is no JSON': dice => {
    const odd = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '"x"',
      '\ufeff{}',
      '{"iss":}',
      `${'['.repeat(2_000)}`,
      '{"__proto__":{"iss":"x"}}',
    ]
    return `${encoded(dice.chance(0.5) ? dice.pick(odd) : { alg: 'RS256', kid })}.${encoded(dice.pick(odd))}.${junk(dice)}`
  },
  'bytes that are no text': dice =>
    `${encoded({ alg: 'RS256', kid })}.${Buffer.from([0xff, 0xfe, 0xc0, dice.int(256)]).toString('base64url')}.${junk(dice)}`,
  'another issuer': dice => signed(claims({ iss: dice.pick(issuersAlike) })),
  'another issuer’s key': () => signed(claims(), { key: githubKey }),
  'its own key for the other issuer': () => signed(claims({ iss: githubActions, sub: subjects[0] })),
  'another audience': dice => signed(claims({ aud: dice.pick(audiencesAlike) })),
  'no audience': () => signed(claims({ aud: undefined })),
  'an end that has come': dice => signed(claims({ exp: dice.pick([now() - 31, now() - 3_600, 0, -1, 1]) })),
  'an end that is none': dice =>
    signed(claims({ exp: dice.pick([undefined, null, '', 'never', '9999999999', true, [], {}]) })),
  'a beginning that has not come': dice => signed(claims({ nbf: dice.pick([now() + 60, now() + 86_400, 1e15]) })),
  'a beginning that is none': dice => signed(claims({ nbf: dice.pick(['now', '', true, [], {}, '9999999999']) })),
}

const issuersAlike = [
  ...[
    `${corp}/`,
    `${corp}:443`,
    `${corp}.evil.test`,
    `${corp}@evil.test`,
    'https://LOGIN.corp.test',
    'http://login.corp.test',
  ],
  ...[
    '',
    'https://evil.test',
    'https://169.254.169.254',
    'file:///etc/passwd',
    ` ${corp}`,
    `${corp}\u0000`,
    `${corp}#`,
    `${corp}?x`,
  ],
  ...[undefined, null, 1, [], [corp], { [corp]: 1 }, '__proto__', 'constructor', 'toString', '*'],
]
const audiencesAlike = [
  ...['', 'pand', 'panda ', 'Panda', 'panda2', 'https://panda', '*', 'sts.amazonaws.com', 'https://github.com/acme'],
  ...[null, 1, true, [], ['x'], [['panda']], {}, { panda: 1 }, ['pan', 'da'], '__proto__'],
]

const withHeader = (header: object, dice: Dice) => {
  const input = `${encoded({ typ: 'JWT', kid, ...header })}.${encoded(claims())}`
  const hmac = createHmac('sha256', dice.pick(publicForms)).update(input).digest('base64url')
  return `${input}.${dice.pick(['', 'AA', junk(dice), hmac, rs256(input, corpKey), rs256(input, evilKey)])}`
}

const junk = (dice: Dice) => Buffer.from(dice.hex(dice.pick([16, 32, 64, 256])), 'hex').toString('base64url')

const owners = [
  'evil',
  'acme2',
  'acm',
  'acme-evil',
  'evil-acme',
  'ACME',
  'Acme',
  'acm\u0435',
  'acme.',
  '*',
  'acme%2f',
  'a',
  '',
]
const repos = ['shop', 'tools', 'acme', 'acme-shop', 'repo', 'x', 'shop.git', 'acme%2Fshop', 'acme:shop', 'acme/shop']
const contexts = [
  ...[
    'ref:refs/heads/main',
    'environment:prod',
    'pull_request',
    'ref:refs/tags/v1',
    'environment:repo:acme/shop:ref:refs/heads/main',
  ],
  ...[
    'ref:refs/heads/repo:acme/tools:x',
    'ref:refs/heads/main\nrepo:acme/shop:ref:refs/heads/main',
    'job_workflow_ref:acme/shop/x',
  ],
]

/** What a token of GitHub can say of a repository that is not acme's, and some that it cannot. */
export const foreignSubject = (dice: Dice): string => {
  const own = `repo:${dice.pick(owners)}/${dice.pick(repos)}:${dice.pick(contexts)}`
  const tricks = [
    ...[
      `x${subjects[0]}`,
      ` ${subjects[0]}`,
      `\n${subjects[0]}`,
      `${subjects[0]} `,
      `${subjects[0]}2`,
      `${subjects[0]}\n`,
      `${subjects[0]}\u0000`,
    ],
    ...[
      `${own}\n${subjects[0]}`,
      `repository_owner:acme:${own}`,
      `environment:prod`,
      'repo:acme/',
      'repo:acme',
      'REPO:acme/tools:x',
    ],
    ...[
      'repo:acme/shop:pull_request',
      'repo:acme/shop:ref:refs/heads/main2',
      'repo:acme/shop:ref:refs/heads/Main',
      'repo:acme/shop',
    ],
    ...[
      'repo:acme/x:environment:production',
      'repo:acme/tools',
      'repo:acme/toolsx:ref:refs/heads/main',
      '',
      '*',
      'repo:*/*:*',
    ],
  ]
  return dice.chance(0.6) ? own : dice.pick(tricks)
}
