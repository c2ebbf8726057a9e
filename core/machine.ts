// The state-machine text, made from the pipeline table. CDK deploys this text, the pretend region runs this text.
import { type PipelineState, pipeline, pipelineState, type StateName } from './pipeline.ts'

/** Faults of Lambda itself and of our own table: they pass. */
export const retries = [
  {
    errors: [
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.SdkClientException',
      'Lambda.Unknown',
      'Sandbox.Timedout',
    ],
    reason: 'Lambda was busy, or its environment went away, before the step had said anything',
    intervalSeconds: 1,
    backoffRate: 2,
    maxAttempts: 5,
  },
  {
    errors: ['CloudFault'],
    reason:
      'our own table or machine throttled or did not answer; what a customer account says is an outcome, not an error',
    intervalSeconds: 2,
    backoffRate: 2,
    maxAttempts: 5,
  },
] as const

/** Undoing is tried for as long as it may take: there is nobody left to catch it. */
const patient = { intervalSeconds: 5, backoffRate: 2, maxAttempts: 8, maxDelaySeconds: 120 }

const undoing: readonly StateName[] = ['RollBack', 'Settle']

/** The state-machine text. Given the name or ARN of the Lambda that runs the steps. */
export const machine = (stepFunction: string) => {
  const forward = pipeline.filter(state => !undoing.includes(state.name))
  const first = forward[0]!
  return {
    Comment: 'Panda: one deployment. Made from core/pipeline.ts.',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { wait: first.look.first }, Next: first.name },
      ...Object.fromEntries(
        forward.map((state, index) => [
          state.name,
          task(state, stepFunction, forward[index + 1]?.name ?? 'DeploymentStatusRouter'),
        ]),
      ),
      DeploymentStatusRouter: {
        Type: 'Choice',
        Choices: [{ Condition: "{% $states.input.status = 'COMPLETED' %}", Next: 'Succeeded' }],
        Default: 'RollBack',
      },
      RollBack: task(pipelineState('RollBack'), stepFunction, 'Settle'),
      Settle: task(pipelineState('Settle'), stepFunction, 'Failed'),
      Succeeded: { Type: 'Succeed' },
      Failed: {
        Type: 'Fail',
        Error: 'DeploymentFailed',
        Cause: 'The deployment ended without success: its log says why',
      },
    },
  }
}

/** Where a state goes when its step fails: undoing first, then writing the end down, then failing. */
const afterFailure = (name: StateName) => (name === 'Settle' ? 'Failed' : name === 'RollBack' ? 'Settle' : 'RollBack')

const task = (state: PipelineState, stepFunction: string, next: string) => {
  const nextLook = pipeline.find(({ name }) => name === next)?.look.first ?? 60
  const failed = afterFailure(state.name)
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: stepFunction,
      Payload: {
        deploymentId: '{% $states.context.Execution.Input.deploymentId %}',
        state: state.name,
        token: '{% $states.context.Task.Token %}',
        enteredAt: '{% $states.context.State.EnteredTime %}',
      },
    },
    TimeoutSeconds: '{% $wait %}',
    Retry: retriesOf(state.name),
    Catch: [
      {
        ErrorEquals: ['States.Timeout', 'Look'],
        Assign: { wait: `{% $min([$wait * 2, ${state.look.most}]) %}` },
        Next: state.name,
      },
      { ErrorEquals: ['States.ALL'], Assign: { wait: 60 }, Next: failed },
    ],
    Assign: { wait: nextLook },
    Next: next,
  }
}

const retriesOf = (name: StateName) =>
  retries.map(({ errors, intervalSeconds, backoffRate, maxAttempts }) => ({
    ErrorEquals: [...errors],
    ...(undoing.includes(name)
      ? {
          IntervalSeconds: patient.intervalSeconds,
          BackoffRate: patient.backoffRate,
          MaxAttempts: patient.maxAttempts,
          MaxDelaySeconds: patient.maxDelaySeconds,
        }
      : { IntervalSeconds: intervalSeconds, BackoffRate: backoffRate, MaxAttempts: maxAttempts }),
  }))
