// What CodeDeploy keeps: plain JSON, times in milliseconds.
import type { AlarmConfiguration, CreateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy'
import type { Kernel } from '../kernel.ts'
import { type Place, rows } from '../rows.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-ecs */
export const lifecycle = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const
export type LifecycleName = (typeof lifecycle)[number]
export type Hook = { status: 'InProgress' | 'Succeeded' | 'Skipped'; startedAt?: number; endedAt?: number }

export type ApplicationRecord = { id: string; name: string; createdAt: number }

export type GroupRecord = { id: string; settings: CreateDeploymentGroupCommandInput }

/** One of the two sides: a task set on a target group. */
export type Side = { taskSet: string; groupArn: string }

export type DeploymentRecord = Place & {
  id: string
  application: string
  group: string
  groupId: string
  description?: string
  /** The AppSpec as it was given. */
  content: string
  spec: { taskDefinition: string; containerName: string; containerPort: number }
  cluster: string
  service: string
  serviceArn: string
  route: { production: string[]; test: string[]; groupNames: string[] }
  /** Undefined: goes on by itself. */
  readyWaitMinutes?: number
  warmMinutes: number
  stopRollsBack: boolean
  /** The names of those that end it; given with it, or the group's. */
  alarms: string[]
  alarmsGiven?: AlarmConfiguration
  status: 'Created' | 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Stopped'
  phase: 'created' | 'installing' | 'ready' | 'shifting' | 'warm' | 'ending' | 'undoing' | 'over'
  /** What a caller has asked for; the course acts on it when it gets there. */
  asked?: { stop?: boolean; traffic?: boolean; end?: boolean }
  blue?: Side
  green?: Side
  hooks: { [name in LifecycleName]?: Hook }
  createdAt: number
  startedAt?: number
  /** When the phase began: waits are counted from it, across restarts. */
  since: number
  completedAt?: number
  /** How it ends once it is undone. */
  outcome?: 'Stopped' | 'Failed'
  error?: { code: string; message: string }
}

export const releasing = (kernel: Kernel) => ({
  applications: rows<ApplicationRecord>(kernel, 'codedeploy.applications'),
  /** By application and name. */
  groups: rows<GroupRecord>(kernel, 'codedeploy.groups'),
  deployments: rows<DeploymentRecord>(kernel, 'codedeploy.deployments'),
})
export type Releasing = ReturnType<typeof releasing>
