import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { machines } from '../../../local/machines/machines.ts'
import { until } from '../balancer/world.ts'
import { alive, bench } from './images.ts'

const source = (path: string) => JSON.stringify(join(import.meta.dirname, '../../../local', path))

it('leaves no program behind when the parent is killed, and sweeps what they left', async () => {
  const at = await bench()
  const stubborn = `trap '' TERM HUP; (trap '' TERM HUP; sleep 60) & echo $$ $!; while :; do sleep 60; done`
  const digest = await at.image({}, { cmd: ['/bin/sh', '-c', stubborn] })
  const parent = `
    import { imageStore } from ${source('images/store.ts')}
    import { machines } from ${source('machines/machines.ts')}
    const run = machines({ store: imageStore(${JSON.stringify(join(at.home, 'images'))}), folder: ${JSON.stringify(at.folder)} })
    for (const taskId of ['a', 'b']) {
      await run.start({ taskId, digest: ${JSON.stringify(digest)}, port: 1, env: {}, onLine: console.log, onExit: () => {} })
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', chunk => {
    text += chunk
  })
  await until(() => text.split('\n').length > 2, 10_000)
  const pids = text.trim().split(/\s+/).map(Number)
  expect(pids.filter(alive)).toHaveLength(4)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await until(() => !pids.some(alive), 2000)

  expect(await readdir(at.folder)).toHaveLength(3)
  const run = machines(at)
  const exits: number[] = []
  const quick = await at.image({}, { cmd: ['true'] })
  await run.start({
    taskId: 'c',
    digest: quick,
    port: 1,
    env: {},
    onLine: () => {},
    onExit: code => void exits.push(code ?? -1),
  })
  await until(() => exits.length === 1)
  await run.stopAll(0)
  expect([exits, await readdir(at.folder)]).toEqual([[0], []])
  await at.remove()
})
