import { ok, deepStrictEqual as same } from 'node:assert'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  GetActivityTaskCommand,
} from '@aws-sdk/client-sfn'
import { executions as executionsOver } from '../../../aws/executions.ts'
import type { Place } from '../place.ts'
import { madeRole } from '../role.ts'
import { type Later, type Suite, soon } from '../suite.ts'

export const executions: Suite = {
  port: 'executions',
  operations: ['start', 'running', 'succeed', 'fail'],
  async run(on, check, later) {
    const { machine, token } = await madeMachine(on, later)
    const port = executionsOver(on.clients, machine)
    const [one, other] = [on.name(), on.name()]
    await check('start', async () => {
      await port.start(one)
      await port.start(one)
      await port.start(other)
    })
    await check('running', async () => {
      same(await port.running(one), true)
      same(await port.running(on.name()), false)
    })
    await check('succeed', async () => {
      same(await port.succeed('no token at all'), 'dead')
      const given = await token()
      same(await port.succeed(given), 'ok')
      same(await port.succeed(given), 'dead', 'a token is good once')
    })
    await check('fail', async () => {
      same(await port.fail(await token(), 'Look'), 'ok')
      await soon(async () => same([await port.running(one), await port.running(other)], [false, false]))
      await port.start(one)
      same(await port.running(one), false, 'a name that was used starts nothing')
    })
  },
}

/** One state that waits for a worker: its token comes by asking, so that no function is needed. */
const madeMachine = async (on: Place, later: Later) => {
  const sfn = on.clients.platform.sfn()
  const name = on.name()
  const { activityArn = '' } = await sfn.send(new CreateActivityCommand({ name }))
  later(`activity ${name}`, () => sfn.send(new DeleteActivityCommand({ activityArn })))
  const roleArn = await madeRole(on, 'states.amazonaws.com', later)
  const definition = JSON.stringify({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Task', Resource: activityArn, TimeoutSeconds: 300, End: true } },
  })
  // A role that was made a moment ago is not known everywhere yet.
  const { stateMachineArn = '' } = await soon(() =>
    sfn.send(new CreateStateMachineCommand({ name, roleArn, definition })),
  )
  later(`state machine ${name}`, () => sfn.send(new DeleteStateMachineCommand({ stateMachineArn })))
  const token = () =>
    soon(async () => {
      const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }))
      ok(taskToken, 'no task was handed out')
      return taskToken
    })
  return { machine: stateMachineArn, token }
}
