// The states of a deployment's machine, in their order: what each waits for, how long, and what its failure is called.
// core/machine.ts makes the state-machine text from this table.
import type { ErrorCode, EventCode, Stage } from './vocabulary.ts'

export type StateName =
  | 'Claim'
  | 'PrepareConnection'
  | 'BuildImage'
  | 'AwaitImage'
  | 'CheckGates'
  | 'AwaitApproval'
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
export type Deadline = 'queue' | 'stage' | 'gates' | 'review' | 'infra' | 'approval' | 'bake' | 'rollback' | 'none'

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

/** What served before is kept running this long after a switch; going back to it then takes a switch and no start. */
export const warmMinutes = 60

const usual = { first: 60, most: 300 }
/** Looks at a steady pace: what goes wrong after the switch, or is to be undone, must not wait five minutes to be seen. */
const steady = { first: 60, most: 60 }

/** Somebody looks at what it measures. A release may wait for 120 hours: 3,600 looks of 6 events each stay below the 25,000
 *  that an execution may have. */
const shown = { first: 60, most: 120 }

/** Reviewers have a week at most: 3,360 looks of 6 events each stay below the 25,000 that an execution may have. */
export const patient = { first: 60, most: 180 }

type Facts = Pick<PipelineState, 'errorCode'> & Partial<PipelineState>

const state = (name: StateName, facts: Facts): PipelineState => ({
  name,
  look: usual,
  deadline: 'stage',
  wakeOn: [],
  hints: [],
  ...facts,
})

export const pipeline: readonly PipelineState[] = [
  state('Claim', { work: { stage: 0, ends: 'INITIALIZED' }, deadline: 'queue', errorCode: 'UNEXPECTED_ERROR' }),
  state('PrepareConnection', { work: { stage: 0, ends: 'BUS_PERMISSION_GRANTED' }, errorCode: 'EVENT_RULE_FAILED' }),
  state('BuildImage', {
    work: { stage: 1, ends: 'BUILD_COMPLETED' },
    wakeOn: ['BUILD_COMPLETED'],
    hints: ['codebuild'],
    errorCode: 'DOCKER_BUILD_FAILED',
  }),
  state('AwaitImage', {
    work: { stage: 2, ends: 'PUSHED' },
    hints: ['ecr', 'codebuild'],
    errorCode: 'ECR_PUSH_FAILED',
  }),
  state('CheckGates', {
    look: steady,
    work: { stage: 2, ends: 'GATES_PASSED' },
    deadline: 'gates',
    hints: ['ecr'],
    errorCode: 'UNEXPECTED_ERROR',
  }),
  state('AwaitApproval', {
    look: patient,
    work: { stage: 2, ends: 'APPROVAL_GRANTED' },
    deadline: 'review',
    wakeOn: ['APPROVED', 'REJECTED', 'APPROVAL_SKIPPED'],
    errorCode: 'UNEXPECTED_ERROR',
  }),
  state('EnsureInfra', {
    work: { stage: 3, ends: 'INFRA_READY' },
    deadline: 'infra',
    hints: ['cloudformation'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  }),
  state('RegisterTaskAndDeploy', {
    work: { stage: 4, ends: 'GREEN_STARTING' },
    hints: ['codedeploy'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  }),
  state('CheckDeployment', { work: { stage: 4, ends: 'GREEN_READY' }, errorCode: 'ECS_DEPLOYMENT_FAILED' }),
  state('AwaitSwitch', {
    look: shown,
    work: { stage: 4, ends: 'SWITCH_REQUESTED' },
    deadline: 'approval',
    wakeOn: ['SWITCH_REQUESTED'],
    hints: ['codedeploy'],
    errorCode: 'ECS_DEPLOYMENT_FAILED',
  }),
  state('VerifyGreen', { work: { stage: 5, ends: 'HEALTH_CHECK_PASSED' }, errorCode: 'HEALTH_CHECK_FAILED' }),
  state('SwitchTraffic', { work: { stage: 5, ends: 'SWITCHED' }, errorCode: 'ECS_DEPLOYMENT_FAILED' }),
  state('Bake', {
    work: { stage: 6, ends: 'COMPLETED' },
    look: steady,
    deadline: 'bake',
    errorCode: 'HEALTH_CHECK_FAILED',
  }),
  state('RollBack', {
    look: steady,
    deadline: 'rollback',
    hints: ['codebuild', 'codedeploy', 'cloudformation'],
    errorCode: 'UNEXPECTED_ERROR',
  }),
  state('Settle', { deadline: 'none', errorCode: 'UNEXPECTED_ERROR' }),
]

export const stateNames = pipeline.map(state => state.name)
export const pipelineState = (name: StateName): PipelineState => pipeline.find(state => state.name === name)!
