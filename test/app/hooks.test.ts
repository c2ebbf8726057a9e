// A webhook as GitHub and as anybody else calls it: the signature alone lets in, and a push starts what takes its branch, once.
import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { localCaller } from '../../app/caller.ts'
import { load } from '../../app/record.ts'
import { CloudFault } from '../../core/faults.ts'
import type { HookHeard } from '../../core/hooks.ts'
import { other, place } from './calls-place.ts'

let here: ReturnType<typeof place>
let connections: { githubConnectionId: string; awsConnectionId: string }
let hook: { id: string; url: string; secret: string }
beforeEach(async () => {
  here = place()
  connections = await here.connect()
  hook = await here.data('POST /api/v1/hooks/github', { body: { owner: 'panda', repo: 'hello' } })
})

const environment = (name: string, more: object = {}) =>
  here.data(`PUT /api/v1/environments/panda/hello/${name}`, { body: { ...connections, ...more } })

const pushOf = (branch: string, more: object = {}) => ({
  ref: `refs/heads/${branch}`,
  after: 'a1b2c3d4'.repeat(5),
  deleted: false,
  head_commit: { message: 'Say hello' },
  repository: { full_name: 'Panda/hello' },
  sender: { login: 'octocat' },
  ...more,
})

type Sent = { event?: string; delivery?: string; headers?: Record<string, string>; secret?: string; id?: string }

const signed = (raw: string, secret = hook.secret) => `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`

const deliver = (payload: object | string, { event = 'push', delivery = 'd-1', headers, secret, id }: Sent = {}) => {
  const raw = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const usual = { 'x-hub-signature-256': signed(raw, secret), 'x-github-event': event, 'x-github-delivery': delivery }
  return here.call(`POST /api/v1/hooks/github/${id ?? hook.id}`, { raw, headers: { ...usual, ...headers } })
}
const heard = async (...said: Parameters<typeof deliver>) => {
  const { status, body, text } = await deliver(...said)
  expect(status, text).toBe(200)
  return body.data as HookHeard
}
const requestOf = async (id: string) => (await load(here.context.ports, id))!.request

describe('a webhook', () => {
  it('is shown with its secret once, is listed, and is gone when it is removed', async () => {
    expect(hook).toMatchObject({ url: `http://127.0.0.1:8080/api/v1/hooks/github/${hook.id}` })
    expect(hook.secret).toMatch(/^whsec_\S{64}$/)
    const { text } = await here.call('GET /api/v1/hooks/github')
    expect(text).toContain(hook.url)
    expect(text).not.toContain(hook.secret)
    expect(await here.data('GET /api/v1/hooks/github', { caller: other })).toEqual({ hooks: [] })
    const secretPlain = [...(await here.table.query(`hook#${hook.id}`)), ...(await here.table.query('tenant#local'))]
    expect(JSON.stringify(secretPlain)).not.toContain(hook.secret)
    await here.data(`DELETE /api/v1/hooks/github/${hook.id}`, { caller: other })
    expect((await deliver({}, { event: 'ping' })).status).toBe(200)
    await here.data(`DELETE /api/v1/hooks/github/${hook.id}`)
    expect((await deliver({}, { event: 'ping' })).status).toBe(401)
    expect(await here.data('GET /api/v1/hooks/github')).toEqual({ hooks: [] })
  })

  it('is made only for a repository that is connected, and by an admin', async () => {
    const body = { owner: 'panda', repo: 'other' }
    expect((await here.call('POST /api/v1/hooks/github', { body })).body.errorCode).toBe('CONNECTION_NOT_FOUND')
    const caller = { ...localCaller, role: 'approver' as const }
    expect((await here.call('POST /api/v1/hooks/github', { body, caller })).body.errorCode).toBe('FORBIDDEN')
  })
})

describe('who is let in', () => {
  it('is whoever signs; all others get one and the same answer', async () => {
    const raw = JSON.stringify(pushOf('main'))
    const right = signed(raw)
    const wrong: Record<string, [string, Record<string, string | undefined>]> = {
      'an unknown hook': [`hook_${'0'.repeat(24)}`, {}],
      'no id at all': ['../../x', {}],
      'a very long id': ['hook_'.repeat(500), {}],
      'no signature': [hook.id, { 'x-hub-signature-256': undefined }],
      'an empty one': [hook.id, { 'x-hub-signature-256': '' }],
      'a truncated one': [hook.id, { 'x-hub-signature-256': right.slice(0, -2) }],
      'one that goes on': [hook.id, { 'x-hub-signature-256': `${right}00` }],
      'of another body': [hook.id, { 'x-hub-signature-256': signed(`${raw} `) }],
      'of another secret': [hook.id, { 'x-hub-signature-256': signed(raw, `whsec_${'0'.repeat(64)}`) }],
      'of no secret': [hook.id, { 'x-hub-signature-256': signed(raw, '') }],
      'without its name': [hook.id, { 'x-hub-signature-256': right.slice(7) }],
      'of SHA-1': [
        hook.id,
        { 'x-hub-signature-256': `sha1=${createHmac('sha1', hook.secret).update(raw).digest('hex')}` },
      ],
      zeros: [hook.id, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    }
    const answers = new Set<string>()
    for (const [what, [id, headers]] of Object.entries(wrong)) {
      const reply = await deliver(raw, { id: encodeURIComponent(id), headers: headers as Record<string, string> })
      expect(reply.status, what).toBe(401)
      answers.add(reply.text)
    }
    expect(answers.size).toBe(1)
    expect(await here.accepted()).toEqual([])
    expect((await deliver(raw)).status).toBe(200)
  })

  it('costs the same whoever it is: one look into the table, one opening of a secret', async () => {
    const { vault, table } = here.context.ports
    await deliver('{}', { id: 'hook_00' })
    const [opening, getting] = [vi.spyOn(vault, 'open'), vi.spyOn(table, 'get')]
    const work: number[][] = []
    for (const [id, secret] of [
      [hook.id, hook.secret],
      [hook.id, 'wrong'],
      ['hook_ff', 'wrong'],
      ['%00', 'wrong'],
    ]) {
      const before = [opening.mock.calls.length, getting.mock.calls.length]
      await deliver('{}', { id, secret, event: 'ping' })
      work.push([opening.mock.calls.length - before[0]!, getting.mock.calls.length - before[1]!])
    }
    expect(work).toEqual(Array.from({ length: 4 }, () => [1, 1]))
  })

  it('signs the bytes as they come: neither blanks nor letters of any script make a difference', async () => {
    const raw = ` {"zen":"\\u00e9 é 한 \u{1F43C}\ufeff",\r\n "x" : 1.0} `
    expect((await deliver(raw, { event: 'ping' })).status).toBe(200)
  })

  it('may say more than others: a push of many commits', async () => {
    const commits = Array.from({ length: 2_000 }, (_, n) => ({ id: n, message: 'x'.repeat(400) }))
    expect((await heard(pushOf('main', { commits }))).event).toBe('push')
    const endless = await deliver(pushOf('main', { commits: 'x'.repeat(4_300_000) }))
    expect([endless.status, endless.body.errorCode]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })
})

describe('a push', () => {
  it('starts every environment whose own branches take it, each once', async () => {
    await environment('dev', { branches: ['main', 'develop'] })
    await environment('prod')
    await environment('staging', { branches: ['release/*'] })
    await environment('playground')
    const said = await heard(pushOf('main'))
    expect(said).toMatchObject({ event: 'push', refused: [], already: [], why: null })
    expect(said.started.map(one => one.environment).sort()).toEqual(['dev', 'prod'])
    for (const { environment: name, deploymentId } of said.started)
      expect(await requestOf(deploymentId)).toMatchObject({
        ...{ by: 'github:octocat', owner: 'panda', repo: 'hello', branch: 'main', environment: name, ...connections },
      })
    const [release] = (await heard(pushOf('release/7', {}), { delivery: 'd-2' })).started
    expect(release?.environment).toBe('staging')
  })

  it('starts nothing when it is delivered again, however its settings were changed since', async () => {
    await environment('dev', { branches: ['main'] })
    const first = await heard(pushOf('main'))
    const again = await heard(pushOf('main'))
    expect(again).toMatchObject({ started: [], already: first.started })
    await environment('dev', { branches: ['main'], port: 3000, healthPath: '/up' })
    expect(await heard(pushOf('main'))).toMatchObject({ started: [], already: first.started })
    expect(await here.accepted()).toHaveLength(1)
    expect((await heard(pushOf('main'), { delivery: 'd-2' })).started).toHaveLength(1)
  })

  it.each([
    ['of a tag', 'push', { ref: 'refs/tags/v1' }, 'refs/tags/v1 is no branch'],
    ['that deletes the branch', 'push', { deleted: true, head_commit: null }, 'main was deleted'],
    ['that says so', 'push', { head_commit: { message: 'Fix\n\n[skip deploy]' } }, 'The commit says [skip deploy]'],
    [
      'of another repository',
      'push',
      { repository: { full_name: 'panda/fork' } },
      'The hook is of panda/hello, not of panda/fork',
    ],
    [
      'of a branch that nobody takes',
      'push',
      { ref: 'refs/heads/x' },
      'No environment of panda/hello takes x by itself',
    ],
    ['that no shell would like', 'push', { ref: 'refs/heads/$(id)' }, '$(id) is not a name that a deployment can have'],
    ['that is none', 'push', { ref: 7 }, 'This is not what GitHub says of a push'],
    ['that is something else', 'issues', {}, 'Only a push starts something, not "issues"'],
    ['that only greets', 'ping', {}, 'GitHub is heard: a push will be'],
  ])('%s starts nothing, and GitHub is told why', async (_, event, more, why) => {
    await environment('dev', { branches: ['main'] })
    expect(await heard(pushOf('main', more), { event })).toEqual({ event, started: [], already: [], refused: [], why })
    expect(await here.accepted()).toEqual([])
  })

  it('may come as a form, as GitHub sends it unless told otherwise', async () => {
    await environment('dev', { branches: ['main'] })
    const raw = new URLSearchParams({ payload: JSON.stringify(pushOf('main')) }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await heard(raw, { headers })).started).toHaveLength(1)
    expect((await heard('{no json', { delivery: 'd-2' })).why).toBe('This is not what GitHub says of a push')
  })

  it('that is refused is answered all the same, with the reason of each environment', async () => {
    await environment('dev', { branches: ['main'] })
    await here.data('PUT /api/v1/environments/panda/hello/qa', { body: { branches: ['main'] } })
    const { started, refused } = await heard(pushOf('main'))
    expect(started.map(one => one.environment)).toEqual(['dev'])
    expect(refused).toEqual([
      {
        ...{ environment: 'qa', errorCode: 'INVALID_REQUEST' },
        message: 'githubConnectionId: is missing; awsConnectionId: is missing',
      },
    ])
  })

  it('outside of a window starts nothing, and says so to GitHub and in the audit log', async () => {
    const freezes = [{ from: '2026-11-20T00:00:00Z', to: '2026-12-01T00:00:00Z', reason: 'Black Friday' }]
    await environment('dev', { branches: ['main'], freezes })
    const message = 'dev takes nothing now, it is frozen: Black Friday; it opens at 2026-12-01T00:00:00.000Z'
    expect(await heard(pushOf('main'))).toMatchObject({
      ...{ started: [], refused: [{ environment: 'dev', errorCode: 'OUTSIDE_WINDOW', message }] },
    })
    const { entries } = await here.data<{ entries: object[] }>('GET /api/v1/audit?by=github:octocat')
    const reason = `push of a1b2c3d, delivery d-1 to ${hook.id}: ${message}`
    expect(entries).toMatchObject([{ outcome: { status: 409, errorCode: 'OUTSIDE_WINDOW' }, reason }])
  })

  it('is in the audit log, what was refused as well; what was not let in is not', async () => {
    await environment('dev', { branches: ['main'] })
    await here.data('PUT /api/v1/environments/panda/hello/qa', { body: { branches: ['main'] } })
    const { started } = await heard(pushOf('main'))
    await heard(pushOf('main'))
    await deliver(pushOf('main'), { secret: 'wrong' })
    const { entries } = await here.data<{ entries: object[] }>('GET /api/v1/audit?by=github:octocat')
    expect(entries).toHaveLength(3)
    const [deploymentId] = started.map(one => one.deploymentId)
    expect(entries).toContainEqual(
      expect.objectContaining({
        ...{ operation: 'deploy', by: 'github:octocat', role: null, outcome: { status: 200, errorCode: null } },
        target: { owner: 'panda', repo: 'hello', branch: 'main', environment: 'dev', deploymentId },
        reason: `push of a1b2c3d, delivery d-1 to ${hook.id}`,
      }),
    )
    expect(entries).toContainEqual(
      expect.objectContaining({ outcome: { status: 400, errorCode: 'INVALID_REQUEST' }, role: null }),
    )
  })

  it('meets a fault that passes: GitHub may deliver it again, and what has begun has begun', async () => {
    await environment('dev', { branches: ['main'] })
    await environment('prod', { branches: ['main'] })
    const { table } = here.context.ports
    const { put } = table
    table.put = async (item, when) => {
      if (item.environment === 'prod') throw new CloudFault('throttled', 'dynamodb:PutItem', 'slow down')
      return put(item, when)
    }
    expect((await deliver(pushOf('main'))).status).toBe(500)
    Object.assign(table, { put })
    const { started, already } = await heard(pushOf('main'))
    expect([started, already].map(some => some.map(one => one.environment))).toEqual([['prod'], ['dev']])
  })
})
