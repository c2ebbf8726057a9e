// The step of each state. It is loaded when its state is entered for the first time: a function that starts enters one.
import type { StateName } from '../../core/pipeline.ts'
import type { Step } from './step.ts'

const steps: Record<StateName, () => Promise<Step>> = {
  Claim: async () => (await import('./claim.ts')).claim,
  PrepareConnection: async () => (await import('./prepare-connection.ts')).prepareConnection,
  BuildImage: async () => (await import('./build-image.ts')).buildImage,
  AwaitImage: async () => (await import('./await-image.ts')).awaitImage,
  CheckGates: async () => (await import('./check-gates.ts')).checkGates,
  AwaitApproval: async () => (await import('./await-approval.ts')).awaitApproval,
  EnsureInfra: async () => (await import('./ensure-infra.ts')).ensureInfra,
  RegisterTaskAndDeploy: async () => (await import('./register-task-and-deploy.ts')).registerTaskAndDeploy,
  CheckDeployment: async () => (await import('./check-deployment.ts')).checkDeployment,
  AwaitSwitch: async () => (await import('./await-switch.ts')).awaitSwitch,
  VerifyGreen: async () => (await import('./verify-green.ts')).verifyGreen,
  SwitchTraffic: async () => (await import('./switch-traffic.ts')).switchTraffic,
  Bake: async () => (await import('./bake.ts')).bake,
  RollBack: async () => (await import('./roll-back.ts')).rollBack,
  Settle: async () => (await import('./settle.ts')).settle,
}

const loaded = new Map<StateName, Step>()

export const stepOf = async (name: StateName): Promise<Step> => loaded.get(name) ?? load(name)

/** For a place where it matters when they are loaded. */
export const loadEveryStep = async (): Promise<void> => {
  await Promise.all((Object.keys(steps) as StateName[]).map(load))
}

const load = async (name: StateName): Promise<Step> => {
  const step = await steps[name]()
  loaded.set(name, step)
  return step
}
