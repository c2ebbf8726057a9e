import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Containers, containers } from '../../../local/containers/machines.ts'
import { eventually } from '../../e2e/left-running.ts'
import { type FakeEngine, fakeEngine } from './fake-engine.ts'

let engine: FakeEngine
let place: Containers
let [lines, exits, logged]: [string[], string[], string[]] = [[], [], []]
beforeEach(async () => {
  engine = await fakeEngine('podman')
  ;[lines, exits, logged] = [[], [], []]
  place = containers('/data/of/this/test', line => void logged.push(line))
})
afterEach(async () => {
  await place.stopAll(1_000)
  await engine.remove()
})

const start = (taskId: string, digest: string, env = {}) => {
  const onLine = (line: string) => void lines.push(line)
  const onExit = (code: number | null, reason: string) => void exits.push(`${code}: ${reason}`)
  return place.start({ taskId, digest, port: 8080, env, onLine, onExit }, 'podman')
}
const endless = 'trap "echo bye; exit 0" TERM; echo "I have $PORT and $COLOUR"; while :; do sleep 0.1; done'

it('runs an image by its digest, with its settings, and says where it is reached', async () => {
  expect(await start('one', await engine.image(endless), { COLOUR: 'red' })).toEqual({ host: '127.0.0.1', port: 41234 })
  expect(
    await eventually(
      async () => lines,
      ([line]) => line !== undefined,
    ),
  ).toEqual(['I have 8080 and red'])
  const run = (await engine.asked()).find(line => line.startsWith('run '))!
  for (const flag of ['--rm', '--pull=never', '--publish=127.0.0.1::8080', '--memory=1g', '--label=panda='])
    expect(run).toContain(flag)
  expect(run).not.toMatch(/--volume|--mount|--privileged|--network=host/)
})

it('stops with the program’s own last words', async () => {
  await start('one', await engine.image(endless))
  await place.stop('one', 5_000)
  expect({ exits, last: lines.at(-1) }).toEqual({ exits: ['0: stopped'], last: 'bye' })
  expect(await engine.containers()).toEqual([])
  await place.stop('one', 5_000)
})

it('kills what does not end within the grace, and says so', async () => {
  await start('one', await engine.image('trap "" TERM; while :; do sleep 0.1; done'))
  await place.stop('one', 1_000)
  expect(exits).toEqual(['137: stopped, and killed because it did not end within 1000 ms'])
})

it('tells of an end that nobody asked for', async () => {
  const program = 'until [ -f "$SIGN" ]; do sleep 0.1; done; echo "out of sorts" >&2; exit 3'
  const SIGN = join(engine.folder, 'sign')
  await start('one', await engine.image(program), { SIGN })
  await writeFile(SIGN, '')
  await eventually(
    async () => exits,
    told => told.length > 0,
  )
  expect({ exits, lines }).toEqual({ exits: ['3: exited with code 3'], lines: ['out of sorts'] })
})

it('rejects with the engine’s reason what cannot be run', async () => {
  await expect(start('one', `sha256:${'9'.repeat(64)}`)).rejects.toThrow(/^podman ended with 125: sha256:9+: image not/)
  expect(exits).toEqual([])
  expect(await engine.containers()).toEqual([])
})

it('tells once of what ends at once, whether or not it was seen to run', async () => {
  const rejected = await start('one', await engine.image('echo "no database"; exit 4')).then(
    () => '',
    (fault: Error) => fault.message,
  )
  if (!rejected)
    await eventually(
      async () => exits,
      told => told.length > 0,
    )
  const told = [rejected, ...exits].filter(Boolean)
  expect(told).toEqual([expect.stringMatching(/^podman.* 4: no database$|^4: exited with code 4$/)])
})

it('removes what an earlier Panda on the same data has left, and nothing of another', async () => {
  const digest = await engine.image(endless)
  const label = await (async () => {
    await start('one', digest)
    const run = (await engine.asked()).find(line => line.startsWith('run '))!
    await place.stop('one', 1_000)
    return /--label=(panda=\w+)/.exec(run)![1]!
  })()
  const leave = (name: string, mark: string) =>
    spawn('podman', ['run', `--name=${name}`, `--label=${mark}`, digest], { stdio: 'ignore' })
  const [left, other] = [leave('left', label), leave('other', 'panda=somebodyelse')]
  expect(await eventually(engine.containers, names => names.length === 2)).toHaveLength(2)
  const next = containers('/data/of/this/test', line => void logged.push(line))
  await next.sweep('podman')
  expect(await engine.containers()).toEqual(['other'])
  await next.stopAll(0)
  spawn('podman', ['rm', '--force', 'other'], { stdio: 'ignore' })
  await Promise.all([left, other].map(child => child.exitCode ?? once(child, 'exit')))
  expect(logged).toEqual([])
})

it('takes its containers along when it is killed', { timeout: 30_000 }, async () => {
  const digest = await engine.image(endless)
  const program = `
    import { containers } from '${new URL('../../../local/containers/machines.ts', import.meta.url)}'
    const place = containers('/data/of/another', console.error)
    await place.start({ taskId: 'one', digest: '${digest}', port: 8080, env: {}, onLine() {}, onExit() {} }, 'podman')
    console.log('up')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await engine.containers()).toEqual(['panda-one'])
  child.kill('SIGKILL')
  expect(await eventually(engine.containers, names => names.length === 0, 15_000)).toEqual([])
})

it('starts nothing any more once all are stopped', async () => {
  await place.stopAll(1_000)
  await expect(start('one', await engine.image(endless))).rejects.toThrow('no task is started any more')
})
