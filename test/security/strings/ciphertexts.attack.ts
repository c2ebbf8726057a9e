// Sealed secrets that somebody with the table in hand has moved, mixed or changed: none opens, the fault has a name, and what
// was sealed is in no answer, event or line.
import type { Caller } from '../../../app/caller.ts'
import { customerOf, githubToken } from '../../../app/customer.ts'
import { CloudFault } from '../../../core/faults.ts'
import type { Item, Vault } from '../../../core/ports.ts'
import { openPlace } from '../../place.ts'
import { type Dice, diceFor } from '../../sim/dice.ts'
import type { Attack, Found, Wish } from '../attack.ts'

const sizes = { ci: 3_000, full: 60_000 }

const run = async ({ size, seed, say }: Wish): Promise<Found> => {
  const dice = diceFor(seed, 'ciphertexts')
  const panda = await openPlace()
  const violations: string[] = []
  const pool = await sealedPool(panda.ports.vault, dice)
  const count = sizes[size]
  for (let n = 0; n < count; n++) {
    if (n % 500 === 0) say('sealed values, changed', n / count)
    const words = await opened(panda.ports.vault, spoilt(pool, dice))
    if (words) violations.push(`${words} (value ${n})`)
  }
  say('rows of the table, swapped')
  const rows = await swappedRows(violations)
  return { tried: count + rows, violations, figures: { 'rows swapped': rows, 'kinds of change': kinds.length } }
}

type Sealed = { context: Record<string, string>; text: string; secret: string }
type Spoilt = { how: string; context: Record<string, string>; text: string; secrets: string[] }

const contexts = ['a', 'b', 'a-b', 'A', 'a#b', '__proto__'].flatMap(tenant =>
  ['github', 'aws', 'nonce'].map(kind => ({ tenant, kind })),
)

const sealedPool = (vault: Vault, dice: Dice): Promise<Sealed[]> =>
  Promise.all(
    contexts.flatMap(context =>
      [8, 40, 400, 4_000].map(async length => {
        const secret = `canary${dice.hex(length)}`
        return { context, secret, text: await vault.seal(context, secret) }
      }),
    ),
  )

type Change = (one: Sealed, other: Sealed, dice: Dice) => { context?: Record<string, string>; text?: string }

const parts = (text: string) => text.split('.') as [string, string, string]
const bytes = (part: string) => Buffer.from(part, 'base64url')
const joined = (version: string, wrapped: Buffer | string, box: Buffer | string) =>
  [version, wrapped, box].map(part => (typeof part === 'string' ? part : part.toString('base64url'))).join('.')

const flipped = (part: string, dice: Dice) => {
  const changed = bytes(part)
  const at = dice.int(changed.length)
  changed[at] = changed[at]! ^ (1 << dice.int(8))
  return changed
}
const shortened = (part: string, dice: Dice) => bytes(part).subarray(0, dice.int(bytes(part).length))

const kinds: [string, Change][] = [
  [
    'the context of another tenant',
    ({ context }, other) => ({ context: { ...context, tenant: other.context.tenant! } }),
  ],
  ['another kind', ({ context }, other) => ({ context: { ...context, kind: other.context.kind! } })],
  ['no context', () => ({ context: {} })],
  ['one more field in the context', ({ context }) => ({ context: { ...context, more: '' } })],
  ['another’s whole', (_, other) => ({ text: other.text })],
  ['another’s key', ({ text }, other) => ({ text: joined('v1', parts(other.text)[1], parts(text)[2]) })],
  ['another’s box', ({ text }, other) => ({ text: joined('v1', parts(text)[1], parts(other.text)[2]) })],
  ['key and box in each other’s place', ({ text }) => ({ text: joined('v1', parts(text)[2], parts(text)[1]) })],
  ['a bit of the key', ({ text }, _, dice) => ({ text: joined('v1', flipped(parts(text)[1], dice), parts(text)[2]) })],
  ['a bit of the box', ({ text }, _, dice) => ({ text: joined('v1', parts(text)[1], flipped(parts(text)[2], dice)) })],
  ['a shorter key', ({ text }, _, dice) => ({ text: joined('v1', shortened(parts(text)[1], dice), parts(text)[2]) })],
  ['a shorter box', ({ text }, _, dice) => ({ text: joined('v1', parts(text)[1], shortened(parts(text)[2], dice)) })],
  [
    'a longer box',
    ({ text }, _, dice) => ({
      text: joined('v1', parts(text)[1], Buffer.concat([bytes(parts(text)[2]), Buffer.from(dice.hex(4))])),
    }),
  ],
  ['cut anywhere', ({ text }, _, dice) => ({ text: text.slice(0, dice.int(text.length - 2)) })],
  ['another version', ({ text }) => ({ text: text.replace('v1', 'v2') })],
  ['more after the end', ({ text }, other) => ({ text: `${text}.${parts(other.text)[2]}` })],
  [
    'no sealed value at all',
    ({ secret }, _, dice) => ({ text: dice.pick(['', '.', '..', 'v1..', 'v1.a.b', secret, `v1.${secret}.${secret}`]) }),
  ],
  [
    'with an empty tag',
    ({ text }) => ({
      text: joined('v1', parts(text)[1], Buffer.concat([bytes(parts(text)[2]).subarray(0, 12), Buffer.alloc(16)])),
    }),
  ],
]

const spoilt = (pool: Sealed[], dice: Dice): Spoilt => {
  for (;;) {
    const [one, other, [how, change]] = [dice.pick(pool), dice.pick(pool), dice.pick(kinds)]
    const changed = { context: one.context, text: one.text, ...change(one, other, dice) }
    // What is the same as before, or is another's with another's own context, may open.
    const opens = pool.some(
      ({ context, text }) => text === changed.text && JSON.stringify(context) === JSON.stringify(changed.context),
    )
    if (!opens) return { how, ...changed, secrets: [one.secret, other.secret] }
  }
}

const opened = async (vault: Vault, { how, context, text, secrets }: Spoilt): Promise<string | undefined> => {
  try {
    const plain = await vault.open(context, text)
    return `${how}: it opens: ${plain.slice(0, 20)}`
  } catch (fault) {
    if (!(fault instanceof CloudFault) || fault.kind !== 'invalid')
      return `${how}: a fault without a name of ours: ${fault}`
    const told = `${fault.message} ${fault.stack} ${fault.cause instanceof Error ? fault.cause.stack : ''}`
    return secrets.some(secret => told.includes(secret) || told.includes(secret.slice(6, 22)))
      ? `${how}: the fault tells it`
      : undefined
  }
}

const callers: Caller[] = ['alpha', 'beta'].map(tenant => ({ tenant, by: tenant, role: 'deployer' }))
const canaryOf = (tenant: string, what: string) => `canary${what}of${tenant}0123456789`

/** Two tenants, each with connections; the sealed parts of `alpha` are changed, and then used. */
const swappedRows = async (violations: string[]): Promise<number> => {
  for (const change of rowChanges) {
    const panda = await openPlace()
    const [own, their] = [await rowsOf(panda, callers[0]!), await rowsOf(panda, callers[1]!)]
    const changed = change.rows(own, their)
    await panda.ports.table.put(changed.github)
    await panda.ports.table.put(changed.aws)
    const ids = { githubConnectionId: own.github.id, awsConnectionId: own.aws.id }
    const asked = { ...ids, owner: 'panda', repo: 'hello', branch: 'main' }
    const said: unknown[] = []
    const token = await githubToken(panda.ports, { tenant: 'alpha', githubConnectionId: String(own.github.id) }).catch(
      named(said),
    )
    const at = await customerOf(panda.ports, { tenant: 'alpha', awsConnectionId: String(own.aws.id) }).catch(
      named(said),
    )
    if (token !== undefined || at !== undefined)
      violations.push(`${change.name}: it opens: ${JSON.stringify({ token, at })}`)
    const answer = await panda.call('POST /api/v1/deploy', asked, callers[0])
    const id = String(answer.data.deploymentId)
    const ended = answer.status === 200 ? await panda.end(id) : undefined
    if (ended && (ended.status !== 'FAILED' || !ended.stopping?.errorCode))
      violations.push(`${change.name}: the deployment is ${ended.status}`)
    const lists = await Promise.all(
      ['/connect/github', '/connect/aws', `/deploy/${id}`, `/deploy/${id}/events`, `/deploy/${id}/logs`].map(path =>
        panda.call(`GET /api/v1${path}`, undefined, callers[0]),
      ),
    )
    const told = JSON.stringify([said, answer, ended ? await panda.log(id) : [], lists, panda.story])
    for (const word of [
      'canary',
      String(own.github.sealedToken).slice(0, 60),
      String(their.github.sealedToken).slice(0, 60),
    ])
      if (told.includes(word)) violations.push(`${change.name}: something tells ${word}`)
  }
  return rowChanges.length
}

/** A fault with a name of ours, and its words; others are thrown on. */
const named = (said: unknown[]) => (fault: unknown) => {
  if (!(fault instanceof CloudFault)) throw fault
  said.push(fault.message, fault.stack)
  return undefined
}

type AwsAccess = { kind: 'keys'; accessKeyId: string; sealedKeys: string }
type Rows = { github: Item; aws: Item & { access: AwsAccess } }

/** Connections as the calls make them, with a canary sealed in the place of each secret. */
const rowsOf = async (panda: Awaited<ReturnType<typeof openPlace>>, caller: Caller): Promise<Rows> => {
  const { tenant } = caller
  const token = canaryOf(tenant, 'token')
  const github = await panda.call(
    'POST /api/v1/connect/github',
    { owner: 'panda', repo: 'hello', branch: 'main', token },
    caller,
  )
  const keys = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }
  const aws = await panda.call('POST /api/v1/connect/aws', keys, caller)
  const row = async (id: unknown) => (await panda.ports.table.get({ pk: `tenant#${tenant}`, sk: `conn#${id}` }))!
  const sealedKeys = await panda.ports.vault.seal(
    { tenant, kind: 'aws' },
    JSON.stringify({ secretAccessKey: canaryOf(tenant, 'key') }),
  )
  const awsRow = await row(aws.data.awsConnectionId)
  return {
    github: await row(github.data.githubConnectionId),
    aws: { ...awsRow, access: { ...(awsRow.access as AwsAccess), sealedKeys } },
  }
}

const withKeys = (row: Rows['aws'], sealedKeys: string): Rows['aws'] => ({
  ...row,
  access: { ...row.access, sealedKeys },
})
const halved = (text: string) => text.slice(0, text.length / 2)

const rowChanges: { name: string; rows(own: Rows, their: Rows): Rows }[] = [
  {
    name: 'another tenant’s secrets',
    rows: ({ github, aws }, their) => ({
      github: { ...github, sealedToken: their.github.sealedToken },
      aws: withKeys(aws, their.aws.access.sealedKeys),
    }),
  },
  {
    name: 'another tenant’s rows under one’s own key',
    rows: ({ github, aws }, their) => ({
      github: { ...their.github, pk: github.pk, sk: github.sk, id: github.id },
      aws: { ...their.aws, pk: aws.pk, sk: aws.sk, id: aws.id },
    }),
  },
  {
    name: 'the token in the place of the keys, and the keys in that of the token',
    rows: ({ github, aws }) => ({
      github: { ...github, sealedToken: aws.access.sealedKeys },
      aws: withKeys(aws, String(github.sealedToken)),
    }),
  },
  {
    name: 'half of each',
    rows: ({ github, aws }) => ({
      github: { ...github, sealedToken: halved(String(github.sealedToken)) },
      aws: withKeys(aws, halved(aws.access.sealedKeys)),
    }),
  },
  {
    name: 'nothing in them',
    rows: ({ github, aws }) => ({ github: { ...github, sealedToken: '' }, aws: withKeys(aws, '') }),
  },
  {
    name: 'the words themselves',
    rows: ({ github, aws }) => ({
      github: { ...github, sealedToken: canaryOf('alpha', 'plain') },
      aws: withKeys(aws, canaryOf('alpha', 'plain')),
    }),
  },
]

export default {
  name: 'ciphertexts',
  about: 'sealed secrets moved to another tenant or kind, mixed, cut, and with flipped bits',
  run,
} satisfies Attack
