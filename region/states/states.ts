// The pretend Step Functions (Standard): https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
import { AwsError } from '../aws-error.ts'
import type { Kernel, Service } from '../kernel.ts'
import { type Execution, executionArn, keptExecutions } from './execution.ts'
import { type CreateInput, createMachine, definitions, machineOf, type UpdateInput, updateMachine } from './machines.ts'
import { dataLimit } from './move.ts'
import { runs } from './run.ts'
import { executionOf } from './token.ts'

type StartInput = { stateMachineArn: string; name?: string; input?: string }
type ListInput = { stateMachineArn: string; statusFilter?: string; maxResults?: number; nextToken?: string }

export const states: Service = kernel => {
  const kept = keptExecutions(kernel)
  const run = runs(kernel, definitions(kernel))
  return {
    commands: {
      CreateStateMachine: async (input: CreateInput, caller) => createMachine(kernel, input, caller),

      UpdateStateMachine: async (input: UpdateInput) => updateMachine(kernel, input),

      // Idempotent by name while it runs with the same input: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
      StartExecution: async (input: StartInput) => {
        const machine = machineOf(kernel, input.stateMachineArn)
        const name = input.name ?? kernel.random.hex(16)
        if (!/^[A-Za-z0-9_.-]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`)
        const inputText = input.input ?? '{}'
        const arn = executionArn(machine.arn, name)
        const now = kernel.timeline.now()
        const known = kept.get(arn)
        if (known?.status === 'RUNNING' && known.inputText === inputText) return started(known)
        if (kept.isNameTaken(arn)) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
        const execution = {
          arn,
          name,
          machineArn: machine.arn,
          definition: machine.definition,
          input: jsonOf(inputText, 'InvalidExecutionInput'),
          inputText,
          startedAt: now,
          n: 0,
          historyEvents: 1,
          lastEntered: 0,
          variables: {},
          history: [],
        }
        run.start(execution)
        return started(execution)
      },

      DescribeExecution: async (input: { executionArn: string }) =>
        shown(executionAt(kernel, input.executionArn), true),

      // Newest first: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
      ListExecutions: async (input: ListInput) => {
        machineOf(kernel, input.stateMachineArn)
        const all = kept
          .of(input.stateMachineArn)
          .filter(one => !input.statusFilter || one.status === input.statusFilter)
          .sort((a, b) => b.startedAt - a.startedAt)
        const from = Number(input.nextToken ?? 0)
        const to = from + (input.maxResults ?? 100)
        return {
          executions: all.slice(from, to).map(one => shown(one, false)),
          ...(to < all.length && { nextToken: String(to) }),
        }
      },

      StopExecution: async (input: { executionArn: string; error?: string; cause?: string }) => {
        const execution = executionAt(kernel, input.executionArn)
        if (execution.status === 'RUNNING') run.stop(execution, input.error, input.cause)
        return { stopDate: new Date(kernel.timeline.now()) }
      },

      // https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
      SendTaskSuccess: async (input: { taskToken: string; output: string }) => {
        const arn = attemptOf(kernel, input.taskToken)
        return answered(run.succeed(arn, input.taskToken, jsonOf(input.output, 'InvalidOutput')))
      },

      SendTaskFailure: async (input: { taskToken: string; error?: string; cause?: string }) => {
        const arn = attemptOf(kernel, input.taskToken)
        const error = { Error: input.error ?? 'States.TaskFailed', Cause: input.cause ?? '' }
        return answered(run.fail(arn, input.taskToken, error))
      },
    },
    resume: run.resume,
  }
}

const executionAt = (kernel: Kernel, arn: string) => {
  const execution = keptExecutions(kernel).get(arn)
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  return execution
}

const attemptOf = (kernel: Kernel, token: string) => {
  const arn = executionOf(token)
  if (!arn) throw new AwsError('InvalidToken', 'Invalid token')
  if (!keptExecutions(kernel).get(arn)) throw new AwsError('TaskDoesNotExist', 'Task does not exist')
  return arn
}

const answered = (alive: boolean) => {
  if (!alive) throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  return {}
}

const jsonOf = (text: string, error: string): unknown => {
  if (text.length > dataLimit) throw new AwsError(error, 'It is longer than 262144 characters')
  try {
    return JSON.parse(text)
  } catch {
    throw new AwsError(error, `It is no JSON: ${text.slice(0, 80)}`)
  }
}

const started = (execution: { arn: string; startedAt: number }) => ({
  executionArn: execution.arn,
  startDate: new Date(execution.startedAt),
})

const shown = (execution: Execution, whole: boolean) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machineArn,
  name: execution.name,
  status: execution.status,
  startDate: new Date(execution.startedAt),
  ...('stoppedAt' in execution && { stopDate: new Date(execution.stoppedAt) }),
  ...(whole && { input: execution.inputText }),
  ...(whole && execution.status === 'SUCCEEDED' && { output: JSON.stringify(execution.output) }),
  ...(whole && 'error' in execution && { error: execution.error, cause: execution.cause }),
})
