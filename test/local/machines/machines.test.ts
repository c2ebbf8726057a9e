import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machines } from '../../../local/machines/machines.ts'
import { until } from '../balancer/world.ts'
import { alive, bench } from './images.ts'

let at: Awaited<ReturnType<typeof bench>>
let run: ReturnType<typeof machines>
beforeEach(async () => {
  at = await bench()
  run = machines(at)
})
afterEach(async () => {
  await run.stopAll(0)
  await at.remove()
})

let count = 0
const start = async (digest: string, env: Record<string, string> = {}) => {
  const lines: string[] = []
  const exits: { code: number | null; reason: string }[] = []
  const taskId = `task-${count++}`
  const onLine = (line: string) => void lines.push(line)
  const onExit = (code: number | null, reason: string) => void exits.push({ code, reason })
  const address = await run.start({ taskId, digest, port: 8080, env, onLine, onExit })
  const said = async () => {
    await until(() => exits.length > 0)
    return lines
  }
  return { taskId, lines, exits, said, ...address }
}

const shell = (text: string) => at.image({}, { cmd: ['/bin/sh', '-c', text] })
const node = (text: string) => at.image({ 'app/x.js': text }, { cmd: ['node', 'x.js'], workdir: '/app' })

describe('a program', () => {
  it('listens on PORT, runs this Node, and two of an image do not meet', async () => {
    const digest = await node(`const fs = require('node:fs'); fs.writeFileSync('own', process.env.PORT)
      require('node:http').createServer((q, s) => s.end(process.execPath + ' ' + fs.readFileSync('own'))).listen(process.env.PORT)`)
    const tasks = await Promise.all([start(digest), start(digest)])
    for (const { host, port } of tasks) {
      const answer = () =>
        fetch(`http://${host}:${port}/`).then(
          answer => answer.text(),
          () => undefined,
        )
      let text = await answer()
      for (const until = Date.now() + 15_000; text === undefined && Date.now() < until; text = await answer())
        await new Promise(resolve => setTimeout(resolve, 20))
      expect(text).toBe(`${process.execPath} ${port}`)
    }
    expect(tasks[0]!.port).not.toBe(tasks[1]!.port)
    const { root } = await at.store.open(digest)
    expect(await readdir(join(root, 'app'))).toEqual(['x.js'])
  })

  it('gets the environment of image and task, and nothing of ours', async () => {
    process.env.PANDA_TEST_SECRET = 'secret'
    const digest = await at.image(
      { 'app/bin/hello.sh': '#!/bin/sh\nenv', 'app/data': 'x' },
      {
        entrypoint: ['hello.sh'],
        env: { PATH: '/app/bin:/usr/bin:/bin', A: 'image', B: 'image', DATA: '/app/data', ELSE: '/nowhere' },
      },
    )
    const { said, port } = await start(digest, { B: 'task', PORT: '1' })
    delete process.env.PANDA_TEST_SECRET
    const env = Object.fromEntries((await said()).map(line => line.split(/=(.*)/s)))
    expect(env).toMatchObject({ A: 'image', B: 'task', ELSE: '/nowhere', PORT: String(port) })
    expect(await at.store.open(digest).then(({ root }) => env.DATA?.startsWith(root))).toBe(false)
    expect(env.DATA).toMatch(/panda machines-.*\/root\/app\/data$/)
    expect(env.HOME).toMatch(/\/root$/)
    const known = ['A', 'B', 'DATA', 'ELSE', 'HOME', 'OLDPWD', 'PATH', 'PORT', 'PWD', 'SHLVL', 'TMPDIR', '_']
    expect(Object.keys(env).filter(name => !known.includes(name))).toEqual([])
  })

  it('finds absolute paths of its image, in both forms of a command', async () => {
    const files = { 'srv/say.js': 'console.log(process.argv[2])' }
    const exec = await start(await at.image(files, { cmd: ['/usr/local/bin/node', '/srv/say.js', '--at=/srv/say.js'] }))
    expect(await exec.said()).toEqual([expect.stringMatching(/^--at=.*\/root\/srv\/say\.js$/)])
    const cmd = ['/bin/sh', '-c', 'exec node /srv/say.js "/srv/say.js" && cat /srv/absent']
    expect(await (await start(await at.image(files, { cmd }))).said()).toEqual([
      expect.stringMatching(/\/root\/srv\/say\.js$/),
    ])
  })

  it('that cannot be run is refused, naming why', async () => {
    await expect(start(`sha256:${'0'.repeat(64)}`)).rejects.toThrow('there is no image sha256:000')
    await expect(start(await at.image({}, { cmd: ['frobnicate'] }))).rejects.toThrow(
      '"frobnicate" is neither in the image',
    )
    await expect(start(await at.image({ run: 'x' }, { cmd: ['/run'] }))).rejects.toThrow('"/run" is not executable')
    await run.stopAll(0)
    expect(await readdir(at.folder)).toEqual([])
  })
})

describe('an end', () => {
  it('is told once, with the code, after the last words, and nothing is left', async () => {
    const task = await start(await shell('echo out; echo err >&2; printf last; exit 3'))
    await task.said()
    expect(task.exits).toEqual([{ code: 3, reason: 'exited with code 3' }])
    expect(task.lines.toSorted()).toEqual(['err', 'last', 'out'])
    await run.stop(task.taskId, 100)
    await run.stopAll(0)
    expect(task.exits).toHaveLength(1)
    expect(await readdir(at.folder)).toEqual([])
  })

  it('takes the children of the program with it', async () => {
    const task = await start(await shell('sleep 60 & echo $!; exit 0'))
    const pid = Number((await task.said())[0])
    await until(() => !alive(pid))
    expect(task.exits).toEqual([{ code: 0, reason: 'exited with code 0' }])
  })

  it('by stop is clean: the program says goodbye', async () => {
    const task = await start(
      await node(`process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })
      setInterval(() => {}, 1000); console.log('ready')`),
    )
    await until(() => task.lines.includes('ready'))
    await run.stop(task.taskId, 5000)
    expect([task.lines, task.exits]).toEqual([['ready', 'bye'], [{ code: 0, reason: 'stopped' }]])
  })

  it('by stop comes to who ignores SIGTERM, and to its children', async () => {
    const task = await start(
      await shell(`trap '' TERM; (trap '' TERM; sleep 60) & echo $$ $!; while :; do sleep 60; done`),
    )
    await until(() => task.lines.length > 0)
    const pids = task.lines[0]!.split(' ').map(Number)
    expect(pids.map(alive)).toEqual([true, true])
    await run.stop(task.taskId, 100)
    await until(() => !pids.some(alive))
    expect(task.exits).toEqual([{ code: null, reason: expect.stringContaining('did not end within 100 ms') }])
  })

  it('by stop at once after the start needs no grace', async () => {
    const task = await start(await shell('exec sleep 60'))
    const startedAt = Date.now()
    await run.stop(task.taskId, 5000)
    expect(Date.now() - startedAt).toBeLessThan(2000)
    expect(task.lines).toEqual([])
  })

  it('by a signal adds no words to the program’s own', async () => {
    const task = await start(await shell('echo up; exec sleep 60'))
    await until(() => task.lines.length > 0)
    await run.stop(task.taskId, 5000)
    expect([task.lines, task.exits]).toEqual([['up'], [{ code: 143, reason: 'stopped' }]])
  })

  it('comes also when a child that left the group keeps the output open', async () => {
    const program = `const { spawn } = require('node:child_process')
      const child = spawn('sleep', ['3'], { detached: true, stdio: 'inherit' }); child.unref(); console.log(child.pid)`
    const task = await start(await node(program))
    await task.said()
    process.kill(Number(task.lines[0]), 'SIGKILL')
  })
})

describe('output', () => {
  it('is cut at 8 kB a line, and keeps other alphabets whole', async () => {
    const task = await start(
      await node(`process.stdout.write('x'.repeat(1e6) + '\\n' + '배포'.repeat(100) + '\\r\\n')`),
    )
    const [long, korean, ...more] = await task.said()
    expect([long?.length, long?.slice(0, 3), korean, more]).toEqual([8 * 1024 + 1, 'xxx', '배포'.repeat(100), []])
  })

  it('that floods makes the program wait, and us take little', async () => {
    let taken = 0
    const task = { taskId: 'flood', digest: await shell('yes "all work and no play"'), port: 1, env: {} }
    const before = process.memoryUsage().rss
    await run.start({ ...task, onLine: () => void taken++, onExit: () => {} })
    await until(() => taken > 1000)
    const from = taken
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(taken - from).toBeLessThan(20_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    await run.stop('flood', 1000)
  })
})

it('gives each of many starts at once a port of its own', async () => {
  const digest = await shell('sleep 60')
  const tasks = await Promise.all(Array.from({ length: 8 }, () => start(digest)))
  expect(new Set(tasks.map(({ port }) => port)).size).toBe(8)
  expect(await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768')).toMatch(
    /^(3[2-9]|[4-6]\d)\d{3}/,
  )
})
