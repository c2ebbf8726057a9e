// Step Functions as its callers see it, on virtual time.
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { restart, type Setup, setUp } from '../platform.ts'

export type Call = { token: string; entered: string; [field: string]: unknown }

/** A task whose function is given its token, its entry time, and whatever else is said. */
export const task = (more: object = {}, payload: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: {
    FunctionName: 'arn:aws:lambda:local-1:999999999999:function:step',
    Payload: {
      token: '{% $states.context.Task.Token %}',
      entered: '{% $states.context.State.EnteredTime %}',
      ...payload,
    },
  },
  ...more,
})

export const machineText = (States: object, StartAt = Object.keys(States)[0]!) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt, States })

export const stateMachines = (onCall: (call: Call) => unknown = () => null, before?: Setup) => {
  const calls: Call[] = []
  const step = async (payload: unknown) => {
    calls.push(payload as Call)
    return onCall(payload as Call)
  }
  const setup = before ? restart(before, { functions: { step } }) : setUp({ functions: { step } })
  const sfn = setup.region.client<SFNClient>('states', setup.region.platform)
  setup.region.resume()
  const stateMachineArn = 'arn:aws:states:local-1:999999999999:stateMachine:test'
  const executionArn = 'arn:aws:states:local-1:999999999999:execution:test:one'
  return {
    ...setup,
    setup,
    sfn,
    calls,
    stateMachineArn,
    executionArn,
    create: (states: object) =>
      sfn.send(new CreateStateMachineCommand({ name: 'test', roleArn: 'role', definition: machineText(states) })),
    start: async (input: object = {}, name = 'one') => {
      const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
      await setup.timeline.advance(0)
      return started
    },
    succeed: async (output: unknown, call = calls.at(-1)!) => {
      await sfn.send(new SendTaskSuccessCommand({ taskToken: call.token, output: JSON.stringify(output) }))
      await setup.timeline.advance(0)
    },
    fail: async (error: string, cause = '', call = calls.at(-1)!) => {
      await sfn.send(new SendTaskFailureCommand({ taskToken: call.token, error, cause }))
      await setup.timeline.advance(0)
    },
    look: async () => {
      const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return {
        status,
        ...(output !== undefined && { output: JSON.parse(output) as unknown }),
        ...(error !== undefined && { error, cause }),
      }
    },
  }
}
