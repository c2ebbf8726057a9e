// The load balancer of `npm start` in a process of its own: blue at first, green when it is told to switch.
import { balancer } from '../../local/balancer/balancer.ts'
import { wallTimeline } from '../../region/timeline.ts'

const settings = {
  healthPath: '/',
  intervalMs: 100,
  timeoutMs: 1_000,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  drainMs: 5_000,
}
const [blue, green] = process.argv.slice(2).map(Number)
const wires = balancer({ timeline: wallTimeline() })

const healthy = async (group: string, port: number) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  wires.group(group, settings, (_, isHealthy) => isHealthy && resolve())
  wires.addTarget(group, group, { host: '127.0.0.1', port })
  await promise
}

const port = await wires.listen('production', { port: 80 })
await healthy('blue', blue!)
wires.route('production', [{ groupId: 'blue', weight: 100 }])
process.on('message', async () => {
  await healthy('green', green!)
  wires.route('production', [{ groupId: 'green', weight: 100 }])
  await wires.drainTarget('blue', 'blue')
})
process.send?.(port)
