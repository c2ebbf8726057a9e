// The states of a deployment's machine, in their order: what each waits for, how long, and what its failure is called.
// machine() makes the state-machine text from this table; CDK deploys that text, the pretend region runs that text.
import type { ErrorCode, EventCode, Stage } from './vocabulary.ts'

export type StateName =
  | 'Claim'
  | 'PrepareConnection'
  | 'BuildImage'
  | 'AwaitImage'
  | 'EnsureInfra'
  | 'RegisterTaskAndDeploy'
  | 'CheckDeployment'
  | 'AwaitSwitch'
  | 'VerifyGreen'
  | 'SwitchTraffic'
  | 'Bake'
  | 'RollBack'
  | 'Settle'

/** Which of the settings bounds the time in this state; `stage`: ten minutes since the stage began. */
export type Deadline = 'queue' | 'stage' | 'infra' | 'approval' | 'bake' | 'rollback' | 'none'

export type HintKind = 'ecr' | 'codebuild' | 'cloudformation' | 'codedeploy'

export type PipelineState = {
  name: StateName
  /** The stage that its work belongs to, and the event that ends it; undoing belongs to whichever stage it finds. */
  work?: { stage: Stage; ends: EventCode }
  /** Seconds until the first slow look, and at most (it doubles with each). */
  look: { first: number; most: number }
  deadline: Deadline
  /** Events of its own log that wake it, beside `STOPPING`, which wakes every state that has something to stop. */
  wakeOn: EventCode[]
  /** Kinds of hints from the bus that wake it. A state that looks every few seconds by itself needs none. */
  hints: HintKind[]
  /** What a fault of the cloud means here, where the step does not know better. */
  errorCode: ErrorCode
}

const usual = { first: 60, most: 300 }

export const pipeline: readonly PipelineState[] = [
  {
    name: 'Claim',
    work: { stage: 0, ends: 'INITIALIZED' },
    look: usual,
    deadline: 'queue',
    wakeOn: [],
    hints: [],
    errorCode: 'UNEXPECTED_ERROR',
  },
  {
    name: 'PrepareConnection',
    work: { stage: 0, ends: 'BUS_PERMISSION_GRANTED' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: [],
    errorCode: 'EVENT_RULE_FAILED',
  },
  {
    name: 'BuildImage',
    work: { stage: 1, ends: 'BUILD_COMPLETED' },
    look: usual,
    deadline: 'stage',
    wakeOn: ['BUILD_COMPLETED'],
    hints: ['codebuild'],
    errorCode: 'DOCKER_BUILD_FAILED',
  },
  {
    name: 'AwaitImage',
    work: { stage: 2, ends: 'PUSHED' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: ['ecr', 'codebuild'],
    errorCode: 'ECR_PUSH_FAILED',
  },
  {
    name: 'EnsureInfra',
    work: { stage: 3, ends: 'INFRA_READY' },
    look: usual,
    deadline: 'infra',
    wakeOn: [],
    hints: ['cloudformation'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  },
  {
    name: 'RegisterTaskAndDeploy',
    work: { stage: 4, ends: 'GREEN_STARTING' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: ['codedeploy'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  },
  {
    name: 'CheckDeployment',
    work: { stage: 4, ends: 'GREEN_READY' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: [],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  },
  {
    name: 'AwaitSwitch',
    work: { stage: 4, ends: 'SWITCH_REQUESTED' },
    look: usual,
    deadline: 'approval',
    wakeOn: ['SWITCH_REQUESTED'],
    hints: ['codedeploy'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  },
  {
    name: 'VerifyGreen',
    work: { stage: 5, ends: 'HEALTH_CHECK_PASSED' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: [],
    errorCode: 'HEALTH_CHECK_FAILED',
  },
  {
    name: 'SwitchTraffic',
    work: { stage: 5, ends: 'SWITCHED' },
    look: usual,
    deadline: 'stage',
    wakeOn: [],
    hints: [],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  },
  // Looks at a steady pace: what goes wrong after the switch must not wait five minutes to be seen.
  {
    name: 'Bake',
    work: { stage: 6, ends: 'COMPLETED' },
    look: { first: 60, most: 60 },
    deadline: 'bake',
    wakeOn: [],
    hints: [],
    errorCode: 'HEALTH_CHECK_FAILED',
  },
  {
    name: 'RollBack',
    look: { first: 60, most: 60 },
    deadline: 'rollback',
    wakeOn: [],
    hints: ['codebuild', 'codedeploy', 'cloudformation'],
    errorCode: 'UNEXPECTED_ERROR',
  },
  { name: 'Settle', look: usual, deadline: 'none', wakeOn: [], hints: [], errorCode: 'UNEXPECTED_ERROR' },
]

export const stateNames = pipeline.map(state => state.name)
export const pipelineState = (name: StateName): PipelineState => pipeline.find(state => state.name === name)!

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
