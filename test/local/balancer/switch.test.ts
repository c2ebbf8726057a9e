import { Agent, request } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { balancer } from '../../../local/balancer/balancer.ts'
import { run, settings, until, wall } from './world.ts'

const clients = 16
const switches = 100
const wires = balancer({ timeline: wall })
const children: { kill(signal: 'SIGKILL'): boolean }[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await wires.stop()
})

it('loses no request in 100 switches under 16 clients', { timeout: 60_000 }, async () => {
  const port = await wires.listen('production', { port: 80 })
  const tally = { asked: 0, failed: [] as string[], bySlow: 0, byPost: 0 }
  const healthy = new Set<string>()
  for (const group of ['a', 'b']) {
    wires.group(group, settings, (target, isHealthy) => void (isHealthy ? healthy.add(target) : healthy.delete(target)))
  }
  const release = async (n: number) => {
    const group = n % 2 ? 'b' : 'a'
    const task = await run(`v${n}`)
    children.push(task.child)
    wires.addTarget(group, `v${n}`, task)
    await until(() => healthy.has(`v${n}`))
    wires.route('production', [{ groupId: group, weight: 100 }])
    return async () => {
      await wires.drainTarget(group, `v${n}`)
      task.child.kill('SIGTERM')
    }
  }
  let end = await release(0)
  const over = { yes: false }
  const load = Array.from({ length: clients }, (_, i) => client(port, i, over, tally))
  const draining: Promise<void>[] = []
  for (let n = 1; n <= switches; n++) {
    const next = await release(n)
    // The next release does not wait for the last 300 ms of this one: several drain at a time.
    draining.push(end())
    end = next
  }
  await Promise.all(draining)
  over.yes = true
  await Promise.all(load)
  expect(tally.failed).toEqual([])
  expect(tally.asked).toBeGreaterThan(2000)
  expect(tally.bySlow).toBeGreaterThan(50)
  expect(tally.byPost).toBeGreaterThan(500)
})

type Tally = { asked: number; failed: string[]; bySlow: number; byPost: number }

const client = async (port: number, i: number, over: { yes: boolean }, tally: Tally) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let n = 0; !over.yes && n < 100_000; n++) {
    const slow = n % 40 === i
    const body = n % 3 === 0 ? 'x'.repeat(n % 9 === 0 ? 200_000 : 20) : undefined
    const problem = await ask(port, agent, slow ? '/slow' : '/', body)
    tally.asked++
    if (slow) tally.bySlow++
    if (body) tally.byPost++
    if (problem) tally.failed.push(`${slow ? '/slow' : '/'} ${body?.length ?? 'GET'}: ${problem}`)
    // The programs of 100 releases start on the same two cores as this load.
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  agent.destroy()
}

const ask = (port: number, agent: Agent, path: string, body: string | undefined) =>
  new Promise<string | undefined>(resolve => {
    const asked = request({ port, host: '127.0.0.1', agent, path, method: body ? 'POST' : 'GET' }, answer => {
      let text = ''
      answer.on('data', chunk => {
        text += chunk
      })
      answer.on('error', error => resolve(error.message))
      answer.on('end', () => {
        const whole = answer.statusCode === 200 && text.endsWith(` ${body ?? ''}`)
        resolve(whole ? undefined : `${answer.statusCode} ${text.slice(0, 80)}`)
      })
    })
    asked.on('error', error => resolve(error.message))
    asked.end(body)
  })
