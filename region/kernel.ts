// The frame of the pretend region: what every pretend AWS service gets, and what the region needs of the place it runs in.
// A service is a small state machine over the shelf: it answers SDK commands, and goes on by itself on the timeline.
import type { Random } from '../core/ports.ts'

/** Milliseconds since 1970, and things to do later. The wall in `npm start`, virtual in the simulator. */
export interface Timeline {
  now(): number
  /** Runs once at that time (or as soon as possible if it is past). Answers how to cancel. */
  at(time: number, run: () => void): () => void
}

/** The region's state: values by kind and key. What `get` and `list` answer is a copy; to change a thing, put it. */
export interface Shelf {
  get<T>(kind: string, key: string): T | undefined
  put<T>(kind: string, key: string, value: T): void
  remove(kind: string, key: string): void
  /** By key, ascending. */
  list<T>(kind: string, prefix?: string): [key: string, value: T][]
  /** Resolves when all that was put so far would survive `kill -9`. */
  flush(): Promise<void>
}

/** Who calls: the account that the credentials belong to, and the client's region. */
/** `policy`: of the session, where it has one. */
export type Caller = { accountId: string; region: string; arn: string; policy?: string }

/** Answers to the SDK's commands by class name without `Command`: `{ DescribeImages: async (input, caller) => … }`. */
export type Commands = Record<string, (input: never, caller: Caller) => Promise<object>>

export type Service = (kernel: Kernel) => {
  commands: Commands
  /** After a start on old data: take up again what the shelf says was going on. */
  resume?: () => void
}

export type ServiceName =
  | 'sts'
  | 'iam'
  | 'kms'
  | 'ecr'
  | 'codebuild'
  | 'cloudformation'
  | 'ec2'
  | 'ecs'
  | 'elbv2'
  | 'codedeploy'
  | 'cloudwatch'
  | 'logs'
  | 'events'
  | 'states'
  | 'apigateway'
  | 'scheduler'
  | 'sns'

/** An event as AWS sends it, before the bus adds `version`, `id`. */
export type BusEvent = {
  source: string
  'detail-type': string
  account: string
  region: string
  time: string
  resources: string[]
  detail: Record<string, unknown>
}

export interface Kernel {
  timeline: Timeline
  random: Random
  shelf: Shelf
  world: World
  /** The account that Panda itself runs in. Customers' accounts are others. */
  platformAccount: string
  /** One service calling another as its caller would (CloudFormation creating a service). Not subject to injected faults. */
  call<T = object>(service: ServiceName, command: string, input: object, caller: Caller): Promise<T>
  /** Puts an event of an AWS service on the default bus of `event.account`. Best effort, as on AWS: faults lose and repeat it. */
  emit(event: BusEvent): void
  /** Lambda: calls a function that the place has registered, by name. */
  invoke(functionName: string, payload: unknown): Promise<unknown>
  /** Work that goes on after a command was answered; its fault is logged, never lost, and never ends the process. */
  background(what: string, work: () => Promise<void>): void
  log(line: string): void
}

// ---- what the region needs of the place -------------------------------------------------------------------------------

export interface World {
  machines: Machines
  wires: Wires
  builders: Builders
  peers: Peers
  /** What the image of this digest holds that is known to be bad. Rejects, saying why, where it cannot tell. None: nothing
   *  here can. */
  scanner?: (digest: string) => Promise<ScannedFinding[]>
  /** What Parameter Store and Secrets Manager keep, by name without a leading "/"; none: nothing. */
  parameters?: (place: { service: 'ssm' | 'secretsmanager'; name: string }) => Promise<string | undefined>
  /** Where mail ends that SNS would send; none: on the shelf only. */
  outbox?: { put(mail: { to: string; subject: string; text: string }): Promise<void> }
}

export type ScannedFinding = {
  id: string
  /** As ECR names them: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `INFORMATIONAL`, `UNDEFINED`. */
  severity: string
  package?: string
  version?: string
  fixedVersion?: string
}

export type TaskOrder = {
  taskId: string
  /** `sha256:…` */
  digest: string
  /** Where the image says nothing (no EXPOSE), the port that the task definition names. */
  port: number
  env: Record<string, string>
  /** Told like the environment, and to be seen nowhere else. */
  secrets?: Record<string, string>
  onLine(line: string): void
  onExit(code: number | null, reason: string): void
}

/** Runs programs: child processes in `npm start`, scripts in tests. */
export interface Machines {
  /** Resolves once the process is started (not: once it listens). Rejects, naming why, if the image cannot be run. */
  start(order: TaskOrder): Promise<{ host: string; port: number }>
  /** SIGTERM, then SIGKILL after the grace. Resolves when it is gone; fine if it is gone already. */
  stop(taskId: string, graceMs: number): Promise<void>
}

export type GroupSettings = {
  healthPath: string
  intervalMs: number
  timeoutMs: number
  healthyThreshold: number
  unhealthyThreshold: number
  drainMs: number
}

/** The load balancer's data plane: real sockets in `npm start`. */
export interface Wires {
  /** Opens a listener, on `wanted` if that is given and free; answers its port on loopback. */
  listen(listenerId: string, shown: { port: number }, wanted?: number): Promise<number>
  close(listenerId: string): Promise<void>
  /** All weights of a listener in one tick. */
  route(listenerId: string, weights: { groupId: string; weight: number }[]): void
  group(
    groupId: string,
    settings: GroupSettings,
    onHealth: (targetId: string, healthy: boolean, reason: string) => void,
  ): void
  removeGroup(groupId: string): void
  /** Health checks begin at once; it gets requests from its first passed check on. */
  addTarget(groupId: string, targetId: string, address: { host: string; port: number }): void
  /** Takes no new requests from now on; resolves when those in flight have ended, or after the group's drainMs. */
  drainTarget(groupId: string, targetId: string): Promise<void>
  /** Of the real requests that came through listeners (health checks do not count), by their end time. */
  measured(groupId: string, from: number, to: number): { requests: number; errors: number; latenciesMs: number[] }
}

export type BuilderOrder = {
  buildId: string
  /** The build's environment variables, as given to StartBuild. */
  env: Record<string, string>
  signal: AbortSignal
  /** Lambda Invoke, with the build role's rights. */
  invoke(functionName: string, payload: unknown): Promise<unknown>
  /** `docker login` and `docker push`: refused if the password is not one that ECR gave out for this registry. */
  push(image: { registry: string; repository: string; tags: string[]; digest: string; password: string }): Promise<void>
}

/** Runs a build: buildspec/ with the process engine in `npm start`. */
export interface Builders {
  /** `exported` are the build's exported variables. */
  run(order: BuilderOrder): Promise<{ succeeded: boolean; exported: Record<string, string> }>
}

/** API Gateway's side of open WebSockets. */
export interface Peers {
  post(connectionId: string, data: string): Promise<'sent' | 'gone'>
  close(connectionId: string): Promise<void>
}
