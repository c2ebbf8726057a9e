// The code of docs/client.md, as it stands there, follows a real deployment over a line that is cut on the way.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PandaEvent } from '../../client/types.ts'
import { deployTo, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { cuttingLine } from './cutting-line.ts'

const text = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8')
const snippets = Object.fromEntries(
  [...text.matchAll(/<!-- (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => [name, code]),
)
const browser = '/usr/bin/chromium'
const folder = mkdtempSync(join(tmpdir(), 'panda-snippets-'))

let panda: PandaProcess
let line: Awaited<ReturnType<typeof cuttingLine>>
let id: string
let events: PandaEvent[]
const printed: Record<string, { code: number | null; text: string; complaint: string }> = {}

/** Runs until it ends by itself; answers once it has printed enough to be in the middle of it. */
const begin = (name: string, command: string, ...args: string[]) => {
  const env = { ...process.env, PANDA: line.address, ID: id, PANDA_TOKEN: '', NODE_OPTIONS: '' }
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complaint] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (more: string) => (complaint += more))
  const ended = once(child, 'close').then(([code]) => {
    printed[name] = { code: code as number | null, text: said, complaint }
  })
  const begun = new Promise<void>(resolve => {
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      said += more
      if (seqsOf(said).length >= 3) resolve()
    })
  })
  return { ended, begun: Promise.race([begun, ended]) }
}

/** Of lines of JSON, or that begin with it. */
const seqsOf = (said: string) =>
  said.split('\n').flatMap(one => (/"seq":(\d+)/.exec(one) ?? /^(\d+) /.exec(one) ?? []).slice(1, 2).map(Number))

const withEventSource = `import { listen } from './event-source.js'
// Node's own, unlike a browser's, keeps no program alive while it waits to come back.
const alive = setInterval(() => {}, 1000)
await listen(process.env.PANDA, process.argv[2], event => console.log(event.seq, event.message))
clearInterval(alive)`

beforeAll(async () => {
  for (const [name, code] of Object.entries(snippets)) writeFileSync(join(folder, name), code)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'listen-in-node.js'), withEventSource)
  for (const name of ['client', 'core'])
    symlinkSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(folder, name))
  panda = await startPanda()
  line = await cuttingLine(panda.address)
  id = await deployTo(panda.client, 'slow-start')
  const node = process.execPath
  const followers = [
    begin('follow-in-node.js', node, 'follow-in-node.js', id),
    begin('with-client.ts', node, '--disable-warning=ExperimentalWarning', 'with-client.ts', id),
    begin(
      'event-source.js',
      node,
      '--disable-warning=ExperimentalWarning',
      '--experimental-eventsource',
      'listen-in-node.js',
      id,
    ),
    begin('follow.sh', 'bash', 'follow.sh'),
  ]
  await Promise.all(followers.map(({ begun }) => begun))
  expect(line.cut()).toBeGreaterThan(0)
  const whole = begin('curl.sh', 'sh', 'curl.sh')
  await Promise.all([...followers, whole].map(({ ended }) => ended))
  events = await followUntil(panda, id)
}, 120_000)

afterAll(async () => {
  await line?.close()
  await panda?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 30_000)

it.each(['follow-in-node.js', 'with-client.ts', 'event-source.js', 'follow.sh', 'curl.sh'])(
  '%s tells every event once, in order, and ends by itself',
  name => {
    expect(events.at(-1)?.code).toBe('COMPLETED')
    expect(seqsOf(printed[name]!.text)).toEqual(events.map(({ seq }) => seq))
    expect(printed[name]!.code, printed[name]!.complaint).toBe(0)
  },
)

/** What a page of one's own would have in it. */
const scripts: Record<string, string> = {
  socket: `import '/snippets/page.js'`,
  EventSource: `import { listen } from '/snippets/event-source.js'
    const id = new URLSearchParams(location.search).get('id')
    const final = await listen(location.origin, id, event => document.body.append(event.seq + ' ' + event.message + '\\n'))
    document.title = final.code`,
}

it('the page, and EventSource, do the same in a browser', { skip: !existsSync(browser), timeout: 90_000 }, async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
  const shown = await chromium.launch({ executablePath: browser, args })
  try {
    const context = await shown.newContext()
    await context.route('**/snippets/*.js', route => {
      const [name = ''] = new URL(route.request().url()).pathname.split('/').slice(-1)
      return route.fulfill({ body: snippets[name], contentType: 'text/javascript' })
    })
    const wanted = await deployTo(panda.client, 'hello', { environment: 'browser' })
    const pages = await Promise.all(
      Object.values(scripts).map(async content => {
        const page = await context.newPage()
        // Any page of Panda's own: from where Chromium was not told a page comes, it may not call loopback.
        await page.goto(`${line.address}/health`)
        await page.evaluate(one => {
          history.replaceState(null, '', `?id=${one}`)
          document.body.textContent = ''
        }, wanted)
        await page.addScriptTag({ type: 'module', content })
        return page
      }),
    )
    const text = async (page: Page) => (await page.textContent('body')) ?? ''
    for (const page of pages) await expect.poll(() => text(page), patience).toMatch(/^5 /m)
    expect(line.cut()).toBeGreaterThan(0)
    const expected = (await followUntil(panda, wanted)).map(({ seq }) => seq)
    for (const page of pages) {
      await expect.poll(() => page.title(), patience).toBe('COMPLETED')
      expect(seqsOf(await text(page))).toEqual(expected)
    }
  } finally {
    await shown.close()
  }
})

const patience = { timeout: 30_000 }

describe('the code', () => {
  it('is short enough to read', () => {
    expect(Object.keys(snippets)).toHaveLength(7)
    for (const [name, code] of Object.entries(snippets))
      expect(code.trim().split('\n').length, name).toBeLessThanOrEqual(32)
  })

  it('is refused in words: who follows what is not there is told, and does not wait for ever', async () => {
    id = 'dep_unknown'
    const [node, bash] = [
      begin('unknown in node', process.execPath, 'follow-in-node.js', id),
      begin('unknown', 'bash', 'follow.sh'),
    ]
    await Promise.all([node.ended, bash.ended])
    expect([printed['unknown in node']?.code, printed.unknown?.code]).toEqual([1, 1])
    expect(printed['unknown in node']?.complaint).toContain('Deployment not found: dep_unknown')
  })
})
