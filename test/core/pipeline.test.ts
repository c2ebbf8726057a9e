// The state-machine text, read as a graph: it is what runs on AWS, where nobody can try all of it.
import aslValidator from 'asl-validator'
import { expect, test } from 'vitest'
import { machine, retries } from '../../core/machine.ts'
import { pipeline, pipelineState, type StateName, stateNames } from '../../core/pipeline.ts'
import { errorCodes, eventCodes } from '../../core/vocabulary.ts'

type Catcher = { ErrorEquals: string[]; Next: string; Assign?: Record<string, unknown> }
type State = {
  Type: string
  Resource?: string
  Arguments?: { FunctionName: string; Payload: Record<string, unknown> }
  TimeoutSeconds?: unknown
  Retry?: { ErrorEquals: string[]; IntervalSeconds: number; MaxAttempts: number; BackoffRate: number }[]
  Catch?: Catcher[]
  Choices?: { Condition: string; Next: string }[]
  Default?: string
  Next?: string
  Assign?: Record<string, unknown>
}
const text = machine('panda-step')
const states = text.States as Record<string, State>
const tasks = Object.entries(states).filter(([, state]) => state.Type === 'Task') as [StateName, State][]

/** Where a state can go, with what is assigned on the way. */
const ways = (state: State): { to: string; assigns: string[] }[] => [
  ...(state.Next ? [{ to: state.Next, assigns: Object.keys(state.Assign ?? {}) }] : []),
  ...(state.Catch ?? []).map(one => ({ to: one.Next, assigns: Object.keys(one.Assign ?? {}) })),
  ...(state.Choices ?? []).map(one => ({ to: one.Next, assigns: [] })),
  ...(state.Default ? [{ to: state.Default, assigns: [] }] : []),
]

test('AWS would take it', () => {
  const { isValid, errors } = aslValidator(text)
  expect(errors).toEqual([])
  expect(isValid).toBe(true)
  // 1 MB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  expect(JSON.stringify(text).length).toBeLessThan(100_000)
})

test('every state can be reached, every way leads to a state, and the end can be reached from everywhere', () => {
  const reached = new Set([text.StartAt])
  for (const name of reached) for (const { to } of ways(states[name]!)) reached.add(to)
  expect([...reached].sort()).toEqual(Object.keys(states).sort())
  const ends = (from: string) => {
    const seen = new Set([from])
    for (const name of seen) for (const { to } of ways(states[name]!)) seen.add(to)
    return [...seen].filter(name => states[name]!.Type === 'Succeed' || states[name]!.Type === 'Fail')
  }
  for (const name of Object.keys(states)) expect(ends(name).length, name).toBeGreaterThan(0)
})

test('there is a task for every state of the table, in its order, and none besides', () => {
  expect(tasks.map(([name]) => name).sort()).toEqual([...stateNames].sort())
  const order: string[] = []
  let name = states[text.StartAt]!.Next!
  for (; states[name]!.Type === 'Task'; name = states[name]!.Next!) order.push(name)
  expect(order).toEqual(stateNames.filter(one => one !== 'RollBack' && one !== 'Settle'))
  expect(name).toBe('DeploymentStatusRouter')
})

test('no wait is without its end: the variable it reads is set on every way there', () => {
  for (const [name, state] of tasks) {
    expect(state.TimeoutSeconds, name).toBe('{% $wait %}')
    expect(state).not.toHaveProperty('HeartbeatSeconds')
  }
  // A choice keeps what the state before it has set.
  for (const [from, state] of Object.entries(states))
    for (const { to, assigns } of ways(state))
      if (states[to]!.Type === 'Task' && state.Type !== 'Choice') expect(assigns, `${from} → ${to}`).toContain('wait')
  expect(text).not.toHaveProperty('TimeoutSeconds')
})

test('the wait begins as the table says, doubles up to the table’s most, and begins anew in the next state', () => {
  for (const [name, state] of tasks) {
    const { most } = pipelineState(name).look
    const next = pipeline.find(one => one.name === state.Next)?.look.first ?? 60
    expect(state.Assign).toEqual({ wait: next })
    expect(state.Catch![0]!.Assign).toEqual({ wait: `{% $min([$wait * 2, ${most}]) %}` })
  }
  expect(states[text.StartAt]!.Assign).toEqual({ wait: pipeline[0]!.look.first })
  for (const { name, look } of pipeline) {
    expect(look.first, name).toBeGreaterThanOrEqual(60)
    expect(look.most, name).toBeLessThanOrEqual(300)
  }
  // Longer than the Lambda itself may take (50 s): no token dies under the step that holds it.
  expect(Math.min(...pipeline.map(one => one.look.first))).toBeGreaterThan(50)
})

test('looking again comes before failing, and leads to the same state', () => {
  for (const [name, state] of tasks) {
    expect(state.Catch!.map(one => one.ErrorEquals)).toEqual([['States.Timeout', 'Look'], ['States.ALL']])
    expect(state.Catch![0]!.Next).toBe(name)
  }
})

test('every failure is undone, then written down, and then is a failure', () => {
  for (const [name, state] of tasks) {
    const failed = state.Catch![1]!.Next
    expect(failed).toBe(name === 'Settle' ? 'Failed' : name === 'RollBack' ? 'Settle' : 'RollBack')
  }
  expect(states.RollBack!.Next).toBe('Settle')
  expect(states.Settle!.Next).toBe('Failed')
  expect(states.Failed).toMatchObject({ Type: 'Fail', Error: expect.any(String), Cause: expect.any(String) })
  // Good ends: one, by one way, on one word of the last step.
  const good = Object.keys(states).filter(name => states[name]!.Type === 'Succeed')
  const into = Object.entries(states).filter(([, state]) => ways(state).some(({ to }) => good.includes(to)))
  expect(into.map(([name]) => name)).toEqual(['DeploymentStatusRouter'])
  expect(states.DeploymentStatusRouter).toMatchObject({
    Choices: [{ Condition: "{% $states.input.status = 'COMPLETED' %}", Next: 'Succeeded' }],
    Default: 'RollBack',
  })
  const after = new Set(['RollBack'])
  for (const name of after) for (const { to } of ways(states[name]!)) after.add(to)
  expect([...after].sort()).toEqual(['Failed', 'RollBack', 'Settle'])
})

test('a task carries whose it is, which, its token and when: nothing else', () => {
  for (const [name, state] of tasks) {
    expect(state.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken')
    expect(state.Arguments).toEqual({
      FunctionName: 'panda-step',
      Payload: {
        deploymentId: '{% $states.context.Execution.Input.deploymentId %}',
        state: name,
        token: '{% $states.context.Task.Token %}',
        enteredAt: '{% $states.context.State.EnteredTime %}',
      },
    })
  }
})

test('retries are those of the table, each with its reason, and none retries what a step says', () => {
  for (const { reason, errors } of retries) {
    expect(reason.length).toBeGreaterThan(20)
    for (const error of errors)
      expect(['States.ALL', 'States.TaskFailed', 'States.Timeout', 'Look']).not.toContain(error)
  }
  for (const [name, state] of tasks) {
    expect(state.Retry!.map(one => one.ErrorEquals)).toEqual(retries.map(one => [...one.errors]))
    for (const retry of state.Retry!) {
      expect(retry.MaxAttempts, name).toBeGreaterThanOrEqual(5)
      expect(retry.BackoffRate, name).toBe(2)
    }
  }
  for (const name of ['RollBack', 'Settle'])
    for (const retry of states[name]!.Retry!) expect(retry).toMatchObject({ MaxAttempts: 8, MaxDelaySeconds: 120 })
})

test('each state of the table has a deadline, an error and events that exist', () => {
  const deadlines = Object.fromEntries(pipeline.map(one => [one.name, one.deadline]))
  expect(deadlines).toEqual({
    ...{
      Claim: 'queue',
      PrepareConnection: 'stage',
      BuildImage: 'stage',
      AwaitImage: 'stage',
      CheckGates: 'gates',
      AwaitApproval: 'review',
      EnsureInfra: 'infra',
    },
    ...{ RegisterTaskAndDeploy: 'stage', CheckDeployment: 'stage', AwaitSwitch: 'approval', VerifyGreen: 'stage' },
    ...{ SwitchTraffic: 'stage', Bake: 'bake', RollBack: 'rollback', Settle: 'none' },
  })
  for (const { name, errorCode, wakeOn, work } of pipeline) {
    expect(errorCodes).toContain(errorCode)
    for (const code of wakeOn) expect(eventCodes).toContain(code)
    expect(work === undefined, name).toBe(name === 'RollBack' || name === 'Settle')
  }
})

test('a history of 25,000 events is enough for the longest way there is', () => {
  // 8 a task: entered, scheduled, started, submitted, failed or timed out, exited, and what a retry adds.
  const minutes = { queue: 120, approval: 60, rollback: 15, rest: 30 + 15 }
  // A step that looks every few seconds begins anew after 40 s at most; the others after 60 s at first, then 300.
  const entries =
    (minutes.queue * 60) / 60 + (minutes.approval * 60) / 60 + ((minutes.rollback + minutes.rest) * 60) / 40
  expect(entries * 8).toBeLessThan(25_000 / 4)
})
