import { ok, rejects, deepStrictEqual as same } from 'node:assert'
import { CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { infrastructure as infrastructureOver } from '../../../aws/infrastructure.ts'
import { network } from '../../../aws/network.ts'
import { names } from '../../../core/names.ts'
import { type Suite, soon } from '../suite.ts'

/** That a service's stack gets ready shows on a real account with a real image only (npm run smoke): here it is begun, and
 *  taken away. */
export const infrastructure: Suite = {
  port: 'infrastructure',
  operations: ['look', 'apply', 'remove'],
  async run({ clients, at, name }, check, later) {
    const cloudformation = clients.customer(at).cloudformation()
    const port = infrastructureOver(clients, { network: network(clients) })
    const id = { owner: 'panda-wire', branch: 'main', environment: 'default' }
    const own = names({ ...id, repo: name().slice(-8) })
    const theirs = names({ ...id, repo: name().slice(-8) })
    await check('look', async () => {
      same(await port.look(at, own), { state: 'absent' })
      const one = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: theirs.logGroup } }
      const TemplateBody = JSON.stringify({ Resources: { One: one } })
      await cloudformation.send(new CreateStackCommand({ StackName: theirs.stack, TemplateBody }))
      later(`stack ${theirs.stack}`, () => cloudformation.send(new DeleteStackCommand({ StackName: theirs.stack })))
      await rejects(port.look(at, theirs), { name: 'NameTaken' })
    })
    const image = `${at.accountId}.dkr.ecr.${at.region}.amazonaws.com/panda-wire@sha256:${'0'.repeat(64)}`
    const wish = { names: own, image, port: 8080, healthPath: '/health' }
    later(`stack ${own.stack}`, () => cloudformation.send(new DeleteStackCommand({ StackName: own.stack })))
    await check('apply', async () => {
      same(await port.apply(at, wish), 'started')
      ok(['started', 'unchanged'].includes(await port.apply(at, wish)), 'said again, nothing new is begun')
      await rejects(port.apply(at, { ...wish, names: theirs }), { name: 'NameTaken' })
    })
    await check('remove', async () => {
      await port.remove(at, own)
      await soon(async () => same(await port.look(at, own), { state: 'absent' }), 240)
      await port.remove(at, own)
    })
  },
}
