import { notStrictEqual, ok, rejects, deepStrictEqual as same } from 'node:assert'
import { releases as releasesOver } from '../../../aws/releases/releases.ts'
import { madeBalancer, madeGroup, madeService, registered, wireNames } from '../release-stage.ts'
import { type Suite, soon } from '../suite.ts'

const port = 'releases'

/** Before the first stack: nothing is there, and that is no fault. */
const ofNothing: Suite = {
  port,
  operations: ['find', 'current', 'lastLines', 'linesSince', 'troubles', 'register'],
  async run(on, check, later) {
    const { clients, at } = on
    const nobody = wireNames(on)
    const releases = releasesOver(clients)
    await check('find', async () => same(await releases.find(at, nobody, 'dep_1'), undefined))
    await check('current', async () => same(await releases.current(at, nobody), undefined))
    await check('lastLines', async () => same(await releases.lastLines(at, nobody, 5), []))
    await check('linesSince', async () => {
      const now = new Date().toISOString()
      same(await releases.linesSince(at, nobody, now, now), [])
    })
    await check('troubles', async () => same(await releases.troubles(at, nobody, new Date().toISOString()), []))
    await check('register', async () => {
      const its = wireNames(on)
      const revision = await registered(on, its, 'dep_1', later)
      await soon(async () => same(await registered(on, its, 'dep_1', later), revision, 'a deployment has one revision'))
      notStrictEqual(await registered(on, its, 'dep_2', later), revision)
    })
  },
}

const ofTraffic: Suite = {
  port,
  operations: ['targets', 'routedTo', 'routes', 'setHealthPath', 'figures', 'minutes'],
  async run(on, check, later) {
    const { clients, at } = on
    const { groups, listeners } = await madeBalancer(on, later)
    const releases = releasesOver(clients)
    await check('targets', async () => same(await releases.targets(at, groups[0]), []))
    await check('routedTo', async () => {
      same(await releases.routedTo(at, listeners[0]), groups[0])
      same(await releases.routedTo(at, listeners[1]), groups[1])
    })
    await check('routes', async () =>
      same(
        (await releases.routes(at, listeners[0])).map(route => route.targetGroupArn),
        [groups[0]],
      ),
    )
    await check('setHealthPath', async () => {
      await releases.setHealthPath(at, groups[1], '/up')
      await releases.setHealthPath(at, groups[1], '/up')
    })
    await check('figures', async () => {
      const since = new Date(Date.now() - 300_000).toISOString()
      const none = { requests: 0, errors: 0, p50Ms: null, p95Ms: null }
      same(await releases.figures(at, groups[0], since, new Date().toISOString()), none)
    })
    await check('minutes', async () => {
      const since = new Date(Date.now() - 300_000).toISOString()
      same(await releases.minutes(at, groups[0], since, new Date().toISOString()), [])
    })
  },
}

/** Of no tasks, as no image is at hand: green is healthy at once, or never. What a release does shows in npm run smoke. */
const ofService: Suite = {
  port,
  operations: ['service', 'scale', 'start', 'look', 'ringing', 'leftOut', 'allowTraffic', 'stop', 'endWarm'],
  async run(on, check, later) {
    const { clients, at } = on
    const its = wireNames(on)
    const releases = releasesOver(clients)
    const balancer = await madeBalancer(on, later)
    const taskDefinition = await registered(on, its, 'dep_0', later)
    await check('service', async () => {
      same(await releases.service(at, its), undefined, 'there is none yet')
      await madeService(on, its, balancer, taskDefinition, later)
      same((await soon(() => releases.service(at, its)))?.desired, 0)
    })
    await check('scale', async () => {
      await releases.scale(at, its, 1)
      await soon(async () => same((await releases.service(at, its))?.desired, 1))
      await releases.scale(at, its, 0)
    })
    await madeGroup(on, its, balancer, later)
    const wish = { names: its, deploymentId: 'dep_1', taskDefinition, port: 8080 }
    let id = ''
    await check('start', async () => {
      id = await releases.start(at, wish)
      later(`release ${id}`, () => releases.stop(at, id))
      await soon(async () => same(await releases.find(at, its, 'dep_1'), id))
      same(await releases.start(at, wish), id, 'a deployment has one release')
    })
    if (!id) return
    await check('look', async () => {
      ok((await releases.look(at, id)).state)
      await rejects(releases.look(at, 'd-000000000'), { name: 'CloudFault' })
    })
    await check('ringing', async () => same(await releases.ringing(at, id), []))
    await check('leftOut', async () => same(await releases.leftOut(at, its, id, []), []))
    await check('allowTraffic', () => releases.allowTraffic(at, id).catch(unlessTooEarly))
    await check('stop', async () => {
      await releases.stop(at, id)
      const over = ['stopped', 'failed', 'succeeded', 'warm']
      await soon(async () => ok(over.includes((await releases.look(at, id)).state), 'it does not end'), 240)
      await releases.stop(at, id)
    })
    await check('endWarm', () => releases.endWarm(at, id).catch(unlessTooEarly))
  },
}

const unlessTooEarly = (fault: unknown) => {
  if (!(fault instanceof Error && 'kind' in fault && fault.kind === 'conflict')) throw fault
}

export const releases: Suite[] = [ofNothing, ofTraffic, ofService]
