import { notStrictEqual, ok, deepStrictEqual as same } from 'node:assert'
import { CreateProjectCommand, DeleteProjectCommand } from '@aws-sdk/client-codebuild'
import { buildReports as reportsOver } from '../../../aws/build-reports.ts'
import { builds as buildsOver } from '../../../aws/builds.ts'
import type { BuildOrder } from '../../../core/ports.ts'
import { madeRole } from '../role.ts'
import { type Suite, soon } from '../suite.ts'
import { madeBus } from './event-rules.ts'

export const builds: Suite = {
  port: 'builds',
  operations: ['start', 'look', 'stop'],
  async run(on, check, later) {
    const { clients, at, name } = on
    const codebuild = clients.platform.codebuild()
    const project = name()
    const serviceRole = await madeRole(on, 'codebuild.amazonaws.com', later)
    const make = new CreateProjectCommand({
      name: project,
      serviceRole,
      source: {
        type: 'NO_SOURCE',
        buildspec: JSON.stringify({ version: 0.2, phases: { build: { commands: ['sleep 60'] } } }),
      },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
    })
    // A role that was made a moment ago is not known everywhere yet.
    await soon(() => codebuild.send(make))
    later(`project ${project}`, () => codebuild.send(new DeleteProjectCommand({ name: project })))
    const port = buildsOver(clients, project)
    const order: BuildOrder = {
      deploymentId: name(),
      attempt: 1,
      cloneUrl: 'https://github.com/acme/shop.git',
      branch: 'main',
      imageName: 'acme-shop-main-1',
      accountId: at.accountId,
      region: at.region,
      repository: 'acme-shop',
      tag: '20261120_100000',
      nonce: 'only-once',
    }
    let buildId = ''
    later('the build', async () => buildId && port.stop(buildId))
    await check('start', async () => {
      buildId = (await port.start(order)).buildId
      same(await port.start(order), { buildId }, 'the same attempt is one build')
    })
    await check('look', async () => {
      notStrictEqual((await soon(() => port.look(buildId))).state, 'lost', 'a build that was started is known')
      same(await port.look(`${project}:00000000-0000-0000-0000-000000000000`), { state: 'lost' })
    })
    await check('stop', async () => {
      await port.stop(buildId)
      await soon(async () => ok(['stopped', 'succeeded', 'failed'].includes((await port.look(buildId)).state)), 120)
      await port.stop(buildId)
      await port.stop(`${project}:00000000-0000-0000-0000-000000000000`)
    })
  },
}

export const buildReports: Suite = {
  port: 'buildReports',
  operations: ['send'],
  async run(on, check, later) {
    const port = reportsOver(on.clients, await madeBus(on, later))
    await check('send', () => port.send({ deploymentId: 'dep_1', buildId: 'b', nonce: 'n', n: 1, milestones: [] }))
  },
}
