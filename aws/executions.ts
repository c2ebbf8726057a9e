// The machine's executions: https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Executions } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

export const executions = (clients: Pick<Clients, 'platform'>, stateMachineArn: string): Executions => {
  const { sfn } = clients.platform

  const listed = async (deploymentId: string) => {
    let nextToken: string | undefined
    do {
      const page = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000, nextToken })
      const answer = await asked('states:ListExecutions', () => sfn().send(page))
      if (answer.executions?.some(one => one.name?.startsWith(`${deploymentId}-`))) return true
      nextToken = answer.nextToken
    } while (nextToken)
    return false
  }

  return {
    // A name stays taken for 90 days: then this deployment's first execution is over, and a further one is named by `again`.
    async start(deploymentId, again) {
      const name = again ? `${deploymentId}-${again}` : deploymentId
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ deploymentId }) })
      const start = asked('states:StartExecution', () => sfn().send(command))
      await unless(['ExecutionAlreadyExists'], start)
    },

    async running(deploymentId) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${deploymentId}`
      const look = asked('states:DescribeExecution', () => sfn().send(new DescribeExecutionCommand({ executionArn })))
      const first = await unless(['ExecutionDoesNotExist'], look)
      return first?.status === 'RUNNING' || listed(deploymentId)
    },

    succeed: (taskToken, output = {}) =>
      told('states:SendTaskSuccess', () =>
        sfn().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
      ),

    fail: (taskToken, error, cause) =>
      told('states:SendTaskFailure', () => sfn().send(new SendTaskFailureCommand({ taskToken, error, cause }))),
  }
}

const told = async (operation: string, send: () => Promise<object>) =>
  (await unless(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'], asked(operation, send))) ? 'ok' : 'dead'
