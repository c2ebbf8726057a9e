// What every port promises of a call whose reply never came: said again, it ends the same, and nothing is done twice.
import { beforeEach, describe, expect, test } from 'vitest'
import { builds } from '../../aws/builds.ts'
import { eventRules } from '../../aws/event-rules.ts'
import { executions } from '../../aws/executions.ts'
import { images } from '../../aws/images.ts'
import { infrastructure } from '../../aws/infrastructure.ts'
import { sockets } from '../../aws/sockets.ts'
import { ingressBus, ingressRules } from '../../core/rules.ts'
import type { CommandAt } from '../../region/faults.ts'
import { install } from '../../region/install.ts'
import { machineText, task } from '../region/states/machine.ts'
import { customerAccount, customerKeys, overRegion, regionName } from './adapters.ts'
import { at, newRegion, shop } from './infrastructure-region.ts'
import { type Place, place, at as there, wishFor } from './releases-place.ts'

const noAnswer = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

/** The next command of this name is done, and its reply never comes. */
const losing = () => {
  let lost: string | undefined
  return {
    lose: (command: string) => {
      lost = command
    },
    afterCommand: async ({ command }: CommandAt) => {
      if (command !== lost) return
      lost = undefined
      throw noAnswer()
    },
  }
}

const unreachable = { name: 'CloudFault', kind: 'unreachable' }

describe('in the customer’s account', () => {
  const image = `111122223333.dkr.ecr.eu-test-1.amazonaws.com/acme-shop@sha256:${'a'.repeat(64)}`
  const wish = { names: shop, image, port: 3000, healthPath: '/up' }
  let net: ReturnType<typeof losing>
  let region: ReturnType<typeof newRegion>
  beforeEach(() => {
    net = losing()
    region = newRegion({ builders: { run: () => new Promise(() => {}) } }, { afterCommand: net.afterCommand })
  })

  test('a repository is made once', async () => {
    net.lose('CreateRepository')
    const ensure = () => images(region.clients).ensure(at, 'acme-shop', shop.tags)
    await expect(ensure()).rejects.toMatchObject(unreachable)
    expect(await ensure()).toEqual({ uri: '111122223333.dkr.ecr.eu-test-1.amazonaws.com/acme-shop' })
  })

  test('a stack is begun once, gets ready, and is taken away once', async () => {
    const stacks = infrastructure(region.clients)
    net.lose('CreateStack')
    await expect(stacks.apply(at, wish)).rejects.toMatchObject(unreachable)
    expect(await stacks.look(at, shop)).toEqual({ state: 'working' })
    expect(await stacks.apply(at, wish)).toBe('started')
    await region.timeline.advance(2_000)
    expect(await stacks.look(at, shop)).toMatchObject({ state: 'ready' })
    net.lose('DeleteStack')
    await expect(stacks.remove(at, shop)).rejects.toMatchObject(unreachable)
    await stacks.remove(at, shop)
    await region.timeline.advance(5_000)
    expect(await stacks.look(at, shop)).toEqual({ state: 'absent' })
  })

  test('a build is started once, also when it is over meanwhile; another attempt is another', async () => {
    const order = {
      deploymentId: 'dep_1',
      attempt: 1,
      cloneUrl: 'http://127.0.0.1/acme/shop',
      branch: 'main',
      imageName: 'i',
      accountId: at.accountId,
      region: at.region,
      repository: 'acme-shop',
      tag: 't',
      nonce: 'n',
    }
    net.lose('StartBuild')
    const port = builds(region.clients)
    await expect(port.start(order)).rejects.toMatchObject(unreachable)
    const { buildId } = await port.start(order)
    net.lose('StopBuild')
    await expect(port.stop(buildId)).rejects.toMatchObject(unreachable)
    await port.stop(buildId)
    await region.timeline.advance(0)
    expect(await port.start(order)).toEqual({ buildId })
    expect((await port.start({ ...order, attempt: 2 })).buildId).not.toBe(buildId)
  })
})

describe('of a release', () => {
  let on: Place
  beforeEach(async () => {
    on = await place()
  })

  test('traffic is allowed once, and moves', async () => {
    const id = await on.begin('b')
    await on.pass(5)
    on.loseReply('ContinueDeployment')
    await expect(on.port.allowTraffic(there, id)).rejects.toMatchObject(unreachable)
    await on.port.allowTraffic(there, id)
    await on.pass(1)
    expect((await on.port.look(there, id)).state).toBe('warm')
    on.loseReply('ContinueDeployment')
    await expect(on.port.endWarm(there, id)).rejects.toMatchObject(unreachable)
    await on.port.endWarm(there, id)
    await on.pass(1)
    expect((await on.port.look(there, id)).state).toBe('succeeded')
  })

  test('it is stopped once, and blue stays', async () => {
    const id = await on.begin('b')
    await on.pass(5)
    on.loseReply('StopDeployment')
    await expect(on.port.stop(there, id)).rejects.toMatchObject(unreachable)
    await on.port.stop(there, id)
    await on.pass(1)
    expect((await on.port.look(there, id)).state).toBe('stopped')
    expect(on.running()).toBe('aa')
  })

  test('a count is set, whoever heard of it', async () => {
    on.loseReply('UpdateService')
    await expect(on.port.scale(there, wishFor('b').names, 3)).rejects.toMatchObject(unreachable)
    await on.pass(5)
    expect(on.running()).toBe('aaa')
  })
})

describe('on the platform', () => {
  const platform = async () => {
    const tokens: string[] = []
    const step = async (payload: unknown) => tokens.push((payload as { token: string }).token)
    const net = losing()
    const faults = { deliveries: () => [0], afterCommand: net.afterCommand }
    const all = overRegion({ functions: { step, 'panda-event': async () => null }, faults })
    const definition = machineText({ One: task({ TimeoutSeconds: 60, End: true }) })
    const { stateMachineArn, busArn } = await install(all.region, {
      rules: ingressRules,
      machine: { name: 'panda', definition },
    })
    const rest = (ms = 0) => all.timeline.advance(ms)
    return { ...all, tokens, rest, lose: net.lose, ingress: busArn(ingressBus), machine: stateMachineArn }
  }

  test('an execution is started once', async () => {
    const { clients, machine, tokens, rest, lose } = await platform()
    const port = executions(clients, machine)
    lose('StartExecution')
    await expect(port.start('dep_1')).rejects.toMatchObject(unreachable)
    await port.start('dep_1')
    await rest()
    expect(tokens).toHaveLength(1)
  })

  test('a token that was used is dead, whoever heard of it; so is one that timed out', async () => {
    const { clients, machine, tokens, rest, lose } = await platform()
    const port = executions(clients, machine)
    await port.start('dep_1')
    await port.start('dep_2')
    await rest()
    lose('SendTaskSuccess')
    await expect(port.succeed(tokens[0]!)).rejects.toMatchObject(unreachable)
    expect(await port.succeed(tokens[0]!)).toBe('dead')
    await rest(61_000)
    expect(await port.succeed(tokens[1]!)).toBe('dead')
    expect(await port.fail(tokens[1]!, 'Look')).toBe('dead')
    expect(await port.running('dep_2')).toBe(false)
  })

  test('an account is admitted once, its rule made once, whichever reply is lost', async () => {
    const { clients, ingress, lose } = await platform()
    const customer = {
      accountId: customerAccount,
      region: regionName,
      access: {
        kind: 'keys' as const,
        accessKeyId: customerKeys.accessKeyId,
        secretAccessKey: customerKeys.secretAccessKey,
      },
    }
    const port = eventRules(clients, ingress)
    lose('PutPermission')
    await expect(port.admit([customerAccount])).rejects.toMatchObject(unreachable)
    expect(await port.admit([customerAccount])).toEqual([customerAccount])
    for (const command of ['CreateRole', 'PutRolePolicy', 'PutRule', 'PutTargets']) {
      const one = await platform()
      const rules = eventRules(one.clients, one.ingress)
      one.lose(command)
      await expect(rules.ensure(customer)).rejects.toMatchObject(unreachable)
      expect(await rules.ensure(customer)).toEqual({ rule: 'panda-events' })
    }
  })

  test('a socket that was closed is closed', async () => {
    const { clients, lose, sent } = await platform()
    lose('DeleteConnection')
    await expect(sockets(clients).close('c1')).rejects.toMatchObject(unreachable)
    await sockets(clients).close('c1')
    expect(sent).toEqual(['c1 closed', 'c1 closed'])
  })
})
