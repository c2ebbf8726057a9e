// What the domain needs of the world, in small interfaces. `aws/` implements them over SDK clients, and the pretend
// region answers those clients; nothing else implements them twice, but for Table (memory) in the simulator.
//
// Outcomes that can be expected are values. Faults are thrown: CloudFault, NameTaken (core/faults.ts).
import type { Network } from './infra.ts'
import type { Names } from './names.ts'
import type { Program } from './program.ts'
import type { Found } from './scan.ts'
import type { ErrorCode, Milestone } from './vocabulary.ts'

// ---- time and chance ------------------------------------------------------------------------------------------------

export interface Clock {
  /** ISO 8601 with milliseconds, UTC. */
  now(): string
  sleep(ms: number): Promise<void>
}

export interface Random {
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string
}

// ---- storage --------------------------------------------------------------------------------------------------------

export type Key = { pk: string; sk: string }
/** Values are what DynamoDB holds: strings, numbers, booleans, null, arrays, plain objects, and Set<string> at the top. */
export type Item = Key & { [attribute: string]: unknown }

export type PutCondition =
  /** only if there is no such item */
  | 'absent'
  /** only if there is no such item, or its attribute of this name is lower than the new item's (strings and numbers) */
  | { raises: string }

export type SetChange = {
  add?: Record<string, string>
  remove?: Record<string, string>
  /** Only if this set holds fewer than `below` members, or `member` already. */
  room?: { set: string; below: number; member: string }
}

export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>
  /** False: the condition did not hold, nothing was written. */
  put(item: Item, when?: PutCondition): Promise<boolean>
  remove(key: Key): Promise<void>
  /** Takes it out and answers what was there: of two callers at once, one gets it. */
  take(key: Key): Promise<Item | undefined>
  /** Adds to and removes from string sets of one item in one write, creating it if need be. Answers the item as it is
   *  after, or undefined if there was no room. An emptied set is absent. */
  change(key: Key, change: SetChange): Promise<Item | undefined>
  /** Items of one pk, by sk ascending (or descending), strongly consistent. `after` is exclusive. `limit` counts items answered. */
  query(pk: string, range?: { prefix?: string; after?: string; limit?: number; descending?: boolean }): Promise<Item[]>
  /** Items whose attribute `{index}Pk` is `pk`, by their attribute `{index}Sk`; eventually consistent on AWS. `next` is
   *  there when more may follow. Filters are equalities on top-level attributes, applied before `limit`. */
  index(
    index: IndexName,
    pk: string,
    range: { limit: number; descending?: boolean; from?: Key & { sort: string }; where?: Record<string, string> },
  ): Promise<{ items: Item[]; next?: Key & { sort: string } }>
}

/** `owned`: a tenant's deployments by time. `live`: unfinished deployments, for the sweep. */
export type IndexName = 'owned' | 'live'

// ---- secrets, identity ----------------------------------------------------------------------------------------------

export interface Vault {
  /** The context must be given again to open; another's context does not open it. */
  seal(context: Record<string, string>, plaintext: string): Promise<string>
  open(context: Record<string, string>, sealed: string): Promise<string>
}

export type RepositoryRef = { owner: string; repo: string; branch: string }

/** `truncated`: there are more. */
export type Branches = { branches: string[]; defaultBranch: string; truncated: boolean }

export interface GitHub {
  /** Whether repository and branch exist and the token may read them. */
  check(ref: RepositoryRef, token: string): Promise<{ ok: true } | { ok: false; errorCode: ErrorCode; message: string }>
  /** Its branches by name, as many as a person looks through, and the one that it opens with. */
  branches(
    ref: { owner: string; repo: string },
    token: string,
  ): Promise<({ ok: true } & Branches) | { ok: false; errorCode: ErrorCode; message: string }>
  /** How these stand at a commit, as check runs or commit statuses, each by its name and in the order asked. */
  checks(
    of: { owner: string; repo: string; commit: string },
    names: readonly string[],
    token: string,
  ): Promise<
    { ok: true; checks: { name: string; state: CheckState }[] } | { ok: false; errorCode: ErrorCode; message: string }
  >
  /** The text of a file at a branch or a commit; null: there is none. */
  file(
    of: { owner: string; repo: string; ref: string; path: string },
    token: string,
  ): Promise<{ ok: true; text: string | null } | { ok: false; errorCode: ErrorCode; message: string }>
  cloneUrl(ref: { owner: string; repo: string }): string
}

/** `missing`: nobody has said anything of it. */
export type CheckState = 'passed' | 'failed' | 'pending' | 'missing'

/** How Panda acts in a customer's account. */
export type Access =
  /** With a `policy` a session may do what both the role and the policy allow. */
  | { kind: 'role'; roleArn: string; externalId: string; policy?: string }
  | { kind: 'keys'; accessKeyId: string; secretAccessKey: string; sessionToken?: string }

/** A customer's account and region, with the access to it: the first argument of every port that reaches into it. */
export type Customer = { accountId: string; region: string; access: Access }

export interface Accounts {
  whoAmI(at: {
    region: string
    access: Access
  }): Promise<{ ok: true; accountId: string } | { ok: false; errorCode: ErrorCode; message: string }>
  /** Which of the actions that Panda needs there (core/permissions.ts) the access lacks. Never throws what AWS says. */
  permissions(at: Customer): Promise<PermissionCheck>
}

/** What could not be asked about is in `unchecked`, with the reason in `why`: nothing is guessed. */
export type PermissionCheck = { checked: boolean; missing: string[]; unchecked: string[]; why?: string }

// ---- stage 0: events from the customer's account ----------------------------------------------------------------------

export interface EventRules {
  /** The customer's rule towards the platform bus, and the role it forwards with. Idempotent. */
  ensure(at: Customer): Promise<{ rule: string }>
  /** Whether the platform bus takes that account's events now. */
  admits(accountId: string): Promise<boolean>
  /** Makes these the accounts that the platform bus takes events from. Answers those for whom its policy had room. */
  admit(accounts: readonly string[]): Promise<string[]>
}

// ---- stages 1 and 2: build and push -----------------------------------------------------------------------------------

export type BuildOrder = {
  deploymentId: string
  attempt: number
  cloneUrl: string
  branch: string
  /** Only for a given path; else the build looks for the Dockerfile. */
  dockerfile?: string
  imageName: string
  accountId: string
  region: string
  repository: string
  tag: string
  /** Beside it; of a build from before there were any, none. */
  moreTags?: string[]
  /** Traded once for the clone token and the registry password; every report bears it. */
  nonce: string
}

/** State, not deltas: everything reached so far, so that a lost, late or repeated report repairs itself. */
export type BuildReport = {
  deploymentId: string
  buildId: string
  nonce: string
  /** Grows with each report of a build; older ones are stale. */
  n: number
  milestones: { code: Milestone; details: Record<string, unknown> }[]
  progress?: { code: 'BUILD_PROGRESS' | 'PUSH_PROGRESS'; message: string; step?: number; steps?: number }
  failure?: { errorCode: ErrorCode; message: string; lines: string[] }
  /** New output lines since the chunk before; chunks are numbered 1, 2, 3 … */
  output?: { chunk: number; lines: string[] }
}

export type BuildLook = {
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'stopped' | 'lost'
  /** The same facts as the last report, so that a look learns all that messages say. */
  report?: Pick<BuildReport, 'milestones' | 'failure' | 'n'>
}

export interface Builds {
  /** Idempotent by deploymentId and attempt. */
  start(order: BuildOrder): Promise<{ buildId: string }>
  look(buildId: string): Promise<BuildLook>
  /** Asks it to stop; `look` tells when it has. Stopping a finished or unknown build is fine. */
  stop(buildId: string): Promise<void>
}

export interface BuildReports {
  /** Puts it on the platform's own bus, which brings it at least once. Rejects if the bus did not take it. */
  send(report: BuildReport): Promise<void>
}

export type ScanLook =
  | ({ state: 'scanned' } & Found)
  | { state: 'scanning' | 'absent' }
  /** There will be none: the reason, in the registry's words. */
  | { state: 'unscanned'; reason: string }

/** With all the tags that it has. */
type FoundImage = { digest: string; uri: string; tags: string[] }

export interface Images {
  /** Makes the repository if it is not there. NameTaken if it carries another's tags, or none. */
  ensure(at: Customer, repository: string, tags: Record<string, string>): Promise<{ uri: string }>
  find(at: Customer, repository: string, image: { tag: string } | { digest: string }): Promise<FoundImage | undefined>
  /** So that no rule deletes them: each gets a tag that begins so, if it has none. Such tags of other images move there. */
  keep(at: Customer, repository: string, prefix: string, digests: string[]): Promise<void>
  /** Of what is deleted by itself: somebody's own rules stay as they are. */
  hasRules(at: Customer, repository: string): Promise<boolean>
  setRules(at: Customer, repository: string, rules: string): Promise<void>
  /** What a scan of it has found. `absent`: nothing knows of one yet. */
  findings(at: Customer, repository: string, digest: string): Promise<ScanLook>
  /** A password for the build host. With a role it opens this one repository; with keys, all that the keys may push to. */
  password(at: Customer, repository: string): Promise<{ registry: string; password: string }>
}

// ---- stage 3: infrastructure ------------------------------------------------------------------------------------------

export type StackOutputs = {
  clusterName: string
  serviceName: string
  serviceArn: string
  productionListenerArn: string
  testListenerArn: string
  /** The two that blue and green take turns on. */
  targetGroupArns: [string, string]
  taskRoleArn: string
  executionRoleArn: string
  /** Whose rules let the probe in to the test listener. Absent: of a stack from before there was a door. */
  balancerSecurityGroupId?: string
  /** Whose secrets its tasks may be given. Absent: nobody's. */
  secrets?: string
  /** Where it was made. Absent: nowhere in particular, or a log from before it was asked. */
  network?: Network
  /** Of its production listener. Absent: it has none, or a log from before it was asked. */
  certificateArn?: string
  url: string
  testUrl: string
}

export type StackLook =
  | { state: 'absent' }
  | { state: 'working' }
  /** `taken`: something of that name was there already and is not of this stack. */
  | { state: 'failed'; reason: string; removable: boolean; taken?: true }
  | { state: 'ready'; templateHash: string; outputs: StackOutputs }

/** What a stack is born with; a later release changes none of it but secrets and logs. */
export type StackWish = {
  names: Names
  image: string
  port: number
  healthPath: string
  /** None: as usual. Its count is for releases to bring. */
  program?: Program
  /** OWNER/REPO/ENVIRONMENT, whose secrets its tasks are to be given; and who asks: that may fail for want of a policy. */
  secrets?: string
  attempt?: string
  /** How long its program's lines are kept. None: as they are; at first 90 days. */
  logRetentionDays?: number
  /** None: the account's default network. */
  network?: Network
  /** HTTPS on 443 under this certificate of ACM, and a redirect from 80. None: HTTP on 80. */
  certificateArn?: string
}

export interface Infrastructure {
  /** NameTaken if a stack of this name carries another's tags. */
  look(at: Customer, names: Names): Promise<StackLook>
  /** Creates the stack, or updates it when the template's hash differs; `unchanged` when there is nothing to do. */
  apply(at: Customer, wish: StackWish): Promise<'started' | 'unchanged'>
  /** Takes away a stack whose creation failed, so that it can be created anew. */
  remove(at: Customer, names: Names): Promise<void>
}

// ---- stages 4 to 6: release -------------------------------------------------------------------------------------------

export type TaskSetView = {
  id: string
  /** `primary`: serves production; `active`: the green one of a running release; `draining`: on its way out. */
  role: 'primary' | 'active' | 'draining'
  taskDefinition: string
  targetGroupArn: string
  desired: number
  running: number
}

export type ServiceView = { serviceArn: string; desired: number; running: number; taskSets: TaskSetView[] }

export type ReleaseLook = {
  state:
    | 'working'
    /** green stands on the test listener and CodeDeploy waits to be told to go on */
    | 'ready'
    /** traffic has moved; blue is kept warm until the wait is ended */
    | 'warm'
    | 'succeeded'
    | 'failed'
    | 'stopped'
  /** CodeDeploy's lifecycle events that have succeeded, in order, as CodeDeploy names them. */
  hooks: string[]
  /** Why it failed, in CodeDeploy's words. */
  reason?: string
  /** Since when it is over. */
  endedAt?: string
}

export type TargetHealth = {
  id: string
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused'
  reason?: string
}

/** A target group of a listener, and its share of the traffic. */
export type Route = { targetGroupArn: string; weight: number }

/** An alarm that rings, with what it is about. */
export type Ringing = {
  name: string
  about: string
  /** Absent: CloudWatch does not say. */
  since?: string
}

export type Figures = { requests: number; errors: number; p50Ms: number | null; p95Ms: number | null }

export type LogLine = { at: string; text: string }

/** Of one minute. */
export type MinuteFigures = {
  at: string
  requests: number
  errors: number
  meanMs: number | null
  p95Ms: number | null
}

export interface Releases {
  service(at: Customer, names: Names): Promise<ServiceView | undefined>
  /** A revision that runs `image` (by digest). Idempotent by deploymentId. Answers its ARN. */
  register(at: Customer, wish: TaskWish): Promise<string>
  scale(at: Customer, names: Names, count: number): Promise<void>
  /** How the load balancer will ask green, set before green starts. Only ever of the group that serves nobody. */
  setHealthPath(at: Customer, targetGroupArn: string, healthPath: string): Promise<void>
  /** Starts blue/green. Idempotent by deploymentId (a lost reply is found again by its description). An alarm that rings
   *  already says nothing of green and is left out, and so are those that are `unwatched` (a part of their names); of a
   *  rollback no alarm is asked. */
  start(
    at: Customer,
    wish: {
      names: Names
      deploymentId: string
      taskDefinition: string
      port: number
      rollback?: boolean
      unwatched?: string[]
    },
  ): Promise<string>
  find(at: Customer, names: Names, deploymentId: string): Promise<string | undefined>
  /** The release that the group has in hand, whoever's it is: it must end before the next begins. */
  current(at: Customer, names: Names): Promise<{ id: string; look: ReleaseLook } | undefined>
  look(at: Customer, releaseId: string): Promise<ReleaseLook>
  /** `ContinueDeployment READY_WAIT`. Saying it twice is saying it once. */
  allowTraffic(at: Customer, releaseId: string): Promise<void>
  /** `ContinueDeployment TERMINATION_WAIT`: blue goes, the group is free for the next. */
  endWarm(at: Customer, releaseId: string): Promise<void>
  /** Stops and puts traffic back on blue; asynchronous: `look` tells. Fine when it is over already. */
  stop(at: Customer, releaseId: string): Promise<void>
  targets(at: Customer, targetGroupArn: string): Promise<TargetHealth[]>
  /** The target group that a listener sends traffic to (the heaviest). */
  routedTo(at: Customer, listenerArn: string): Promise<string | undefined>
  /** All target groups of a listener that get traffic. */
  routes(at: Customer, listenerArn: string): Promise<Route[]>
  /** Those of the alarms that take this release back which ring now. */
  ringing(at: Customer, releaseId: string): Promise<Ringing[]>
  /** Those that it is not taken back for since they rang when it began. */
  leftOut(at: Customer, names: Names, releaseId: string, unwatched: string[]): Promise<Ringing[]>
  /** Why tasks stopped or could not be started since then, in plain words, each once, newest first. */
  troubles(at: Customer, names: Names, since: string): Promise<string[]>
  /** What the load balancer measured of real requests to a target group. */
  figures(at: Customer, targetGroupArn: string, since: string, until: string): Promise<Figures>
  /** The same minute by minute, of those that have any, oldest first. */
  minutes(at: Customer, targetGroupArn: string, since: string, until: string): Promise<MinuteFigures[]>
  /** What tasks have printed since then, of those that were born since `born`; oldest first. */
  linesSince(at: Customer, names: Names, born: string, since: string): Promise<LogLine[]>
  /** Last output lines of the program, newest last. */
  lastLines(at: Customer, names: Names, count: number): Promise<string[]>
}

export type TaskWish = {
  names: Names
  deploymentId: string
  image: string
  port: number
  taskRoleArn: string
  executionRoleArn: string
  /** None: as usual. */
  program?: Program
}

export interface Probe {
  /** Never throws: no answer is `httpStatus: null` with the reason. `keep`: characters of the body that are answered, too. */
  get(
    url: string,
    timeoutMs: number,
    keep?: number,
  ): Promise<{ httpStatus: number | null; latencyMs: number; reason?: string; body?: string }>
}

/** The test listener is closed but to whoever probes it. */
export interface ProbeDoor {
  /** `opened`: only now, and it may take seconds to work. `open`: it was already. */
  open(at: Customer, door: Door): Promise<'opened' | 'open'>
  /** Closes what was opened for this deployment, wherever it was done from, and what others forgot a day ago. */
  close(at: Customer, door: Door): Promise<void>
}

export type Door = { securityGroupId: string; deploymentId: string }

// ---- orchestration and push -------------------------------------------------------------------------------------------

export interface Executions {
  /** Idempotent while one of this deployment runs. `again` names a further one, beside a dead or living one. */
  start(deploymentId: string, again?: string): Promise<void>
  running(deploymentId: string): Promise<boolean>
  /** `dead`: somebody else was quicker, or it timed out. That is normal. */
  succeed(token: string, output?: object): Promise<'ok' | 'dead'>
  fail(token: string, error: string, cause?: string): Promise<'ok' | 'dead'>
}

export interface Sockets {
  post(connectionId: string, message: string): Promise<'sent' | 'gone'>
  close(connectionId: string): Promise<void>
}

// ---- notifications ----------------------------------------------------------------------------------------------------

/** Which attempt of which delivery (app/store/deliveries.ts). */
export type NoticeCall = { tenant: string; id: string; occurredAt: string; attempt: number }

/** Both have app/notify.ts called at least once, and reject if that was not taken. */
export interface Notices {
  send(call: NoticeCall): Promise<void>
}

export interface LaterNotices {
  /** Not before that many seconds are over, and about a minute late at worst. */
  send(call: NoticeCall, delaySeconds: number): Promise<void>
}

export type Posted = {
  /** Null: no answer, with the reason. */
  httpStatus: number | null
  ms: number
  reason?: string
  /** The address is one that Panda does not call: asking again changes nothing. */
  refused?: true
  /** Of its answer, at most 200 characters. */
  body: string
  /** As the header says it. */
  retryAfter?: string
}

export interface Posts {
  /** Why an address cannot be posted to, as far as that is seen without a look-up. */
  unfit(address: string): string | undefined
  /** Never throws, follows nothing. */
  post(address: string, body: string, headers: Record<string, string>): Promise<Posted>
}

/** A topic a tenant; each address hears only what is addressed to it. */
export interface Mail {
  /** Whoever reads mail there has to confirm it by a link. Saying it twice is saying it once. Answers the topic. */
  subscribe(tenant: string, address: string): Promise<string>
  send(topic: string, address: string, mail: { subject: string; text: string }): Promise<void>
}

/** An environment of a tenant's. */
export type EnvironmentOf = { tenant: string; owner: string; repo: string; environment: string }

/** Has app/schedule-kept.ts called at least once, and rejects if that was not taken. */
export interface Changes {
  tell(of: EnvironmentOf): Promise<void>
}

export interface Schedules {
  /** Makes or changes it. `when` is as somebody has said it: it comes back with each event. */
  set(of: EnvironmentOf, timing: { when: string; expression: string; timeZone: string }): Promise<void>
  /** Fine if there is none. */
  remove(of: EnvironmentOf): Promise<void>
}

export type Ports = {
  clock: Clock
  random: Random
  table: Table
  vault: Vault
  github: GitHub
  accounts: Accounts
  eventRules: EventRules
  builds: Builds
  buildReports: BuildReports
  images: Images
  infrastructure: Infrastructure
  releases: Releases
  probe: Probe
  probeDoor: ProbeDoor
  executions: Executions
  sockets: Sockets
  notices: Notices
  laterNotices: LaterNotices
  changes: Changes
  schedules: Schedules
  posts: Posts
  mail: Mail
}
