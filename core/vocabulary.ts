// The words of Panda: stages, statuses, event codes, error codes. Everything else derives from this file.

export const stages = ['PREPARE', 'BUILD', 'PUSH', 'INFRA', 'BLUE_GREEN', 'SWITCH', 'COMPLETE'] as const
export type StageName = (typeof stages)[number]
export type Stage = 0 | 1 | 2 | 3 | 4 | 5 | 6

export const statuses = ['QUEUED', 'RUNNING', 'DEPLOYMENT_READY', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export type Status = (typeof statuses)[number]

export type EventType = 'stage' | 'success' | 'fail'

/** `stage: 'now'` is whichever stage the deployment is in when the event is written. */
type EventFacts = { stage: Stage | 'now'; type: EventType; final?: true }

const stage = (n: Stage | 'now'): EventFacts => ({ stage: n, type: 'stage' })

const events = {
  QUEUED: stage(0),
  INITIALIZED: stage(0),
  RULE_CREATED: stage(0),
  BUS_PERMISSION_REQUESTED: stage(0),
  BUS_PERMISSION_GRANTED: stage(0),
  CLONE_STARTED: stage(1),
  CLONED: stage(1),
  DOCKERFILE_SEARCHING: stage(1),
  DOCKERFILE_FOUND: stage(1),
  BUILD_STARTED: stage(1),
  BUILD_PROGRESS: stage(1),
  BUILD_COMPLETED: stage(1),
  PUSH_STAGE_STARTED: stage(2),
  REPOSITORY_ENSURED: stage(2),
  LOGIN_STARTED: stage(2),
  LOGIN_COMPLETED: stage(2),
  PUSH_STARTED: stage(2),
  PUSH_PROGRESS: stage(2),
  PUSHED: stage(2),
  GATES_STARTED: stage('now'),
  IMAGE_SCANNED: stage('now'),
  IMAGE_NOT_SCANNED: stage('now'),
  CHECKS_AWAITED: stage('now'),
  CHECKS_REPORTED: stage('now'),
  GATES_PASSED: stage('now'),
  AWAITING_APPROVAL: stage('now'),
  APPROVED: stage('now'),
  REJECTED: stage('now'),
  APPROVAL_SKIPPED: stage('now'),
  APPROVAL_GRANTED: stage('now'),
  INFRA_STARTED: stage(3),
  SERVICE_CREATED: stage(3),
  SERVICE_UPDATED: stage(3),
  INFRA_READY: stage(3),
  RELEASE_STARTED: stage(4),
  BLUE_RUNNING: stage(4),
  GREEN_STARTING: stage(4),
  GREEN_READY: stage(4),
  RELEASE_PROGRESS: stage(4),
  HOOK_BEFORE_ALLOW_TRAFFIC: stage('now'),
  HOOK_AFTER_ALLOW_TRAFFIC: stage('now'),
  AWAITING_SWITCH: stage(4),
  ALARMS_LEFT_OUT: stage(4),
  READY: { stage: 4, type: 'success' },
  SWITCH_REQUESTED: stage(5),
  HEALTH_CHECK_STARTED: stage(5),
  HEALTH_CHECK_PROGRESS: stage(5),
  HEALTH_CHECK_PASSED: stage(5),
  SMOKE_TEST_PASSED: stage('now'),
  SWITCHING: stage(5),
  SWITCHED: stage(5),
  RULE_WARNED: stage(6),
  COMPLETED_STAGE: stage(6),
  COMPLETED: { stage: 6, type: 'success', final: true },
  STOPPING: stage('now'),
  ROLLED_BACK: stage('now'),
  FAILED: { stage: 'now', type: 'fail', final: true },
  CANCELLED: { stage: 'now', type: 'fail', final: true },
} as const satisfies Record<string, EventFacts>

export type EventCode = keyof typeof events
export const eventCodes = Object.keys(events) as EventCode[]
export const eventFacts: Record<EventCode, EventFacts> = events

/** What the build host reports on its way, in this order; each report carries all of them so far. */
export const milestones = [
  'CLONED',
  'DOCKERFILE_SEARCHING',
  'DOCKERFILE_FOUND',
  'BUILD_STARTED',
  'BUILD_COMPLETED',
  'PUSH_STAGE_STARTED',
  'REPOSITORY_ENSURED',
  'LOGIN_STARTED',
  'LOGIN_COMPLETED',
  'PUSH_STARTED',
  'PUSHED',
] as const satisfies readonly EventCode[]
export type Milestone = (typeof milestones)[number]

const stopReasons = ['failed', 'cancelled', 'superseded', 'timeout'] as const
export type StopReason = (typeof stopReasons)[number]

export const httpErrors = {
  400: 'Deployment Error',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  422: 'Deployment Error',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
} as const
export type HttpErrorStatus = keyof typeof httpErrors

/** Every error code. The number is the HTTP status where a call can answer it; `'event'` never leaves a log. */
export const errors = {
  GITHUB_REPOSITORY_NOT_FOUND: 400,
  GITHUB_BAD_CREDENTIALS: 400,
  GITHUB_BRANCH_NOT_FOUND: 400,
  GITHUB_TIMEOUT: 400,
  AWS_CREDENTIALS_INVALID: 400,
  AWS_TIMEOUT: 400,
  ROLE_NOT_PROTECTED: 400,
  CONNECTION_NOT_FOUND: 400,
  CONNECTION_MISMATCH: 400,
  CONNECTION_IN_USE: 409,
  RESULT_NOT_FOUND: 400,
  DEPLOYMENT_NOT_FOUND: 404,
  SERVICE_NOT_FOUND: 404,
  RELEASE_NOT_FOUND: 400,
  NOTIFICATION_NOT_FOUND: 404,
  INVALID_REQUEST: 400,
  PAYLOAD_TOO_LARGE: 413,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  IDEMPOTENCY_CONFLICT: 422,
  BRANCH_NOT_ALLOWED: 400,
  SETTINGS_CHANGED: 409,
  NOT_PROMOTABLE: 409,
  PROMOTION_ONLY: 409,
  OUTSIDE_WINDOW: 409,
  NOT_AWAITING_APPROVAL: 409,
  AUTHOR_MAY_NOT_APPROVE: 403,
  BUSY: 409,
  NOT_READY: 409,
  TOO_LATE: 409,
  QUEUE_FULL: 429,
  RATE_LIMITED: 429,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  EVENT_RULE_FAILED: 'event',
  BUS_PERMISSION_FAILED: 'event',
  CLONE_FAILED: 'event',
  DOCKERFILE_NOT_FOUND: 'event',
  DOCKER_BUILD_FAILED: 'event',
  ECR_PUSH_FAILED: 'event',
  ECS_DEPLOYMENT_FAILED: 'event',
  NAME_TAKEN: 'event',
  SERVICE_CANNOT_MOVE: 'event',
  HEALTH_CHECK_FAILED: 'event',
  SMOKE_TEST_FAILED: 'event',
  CREDENTIALS_EXPIRED: 'event',
  DEPLOYMENT_TIMEOUT: 'event',
  IMAGE_SCAN_BLOCKED: 'event',
  CHECKS_FAILED: 'event',
  APPROVAL_TIMEOUT: 'event',
  APPROVAL_REJECTED: 'event',
  UNEXPECTED_ERROR: 500,
} as const satisfies Record<string, HttpErrorStatus | 'event'>
export type ErrorCode = keyof typeof errors
export const errorCodes = Object.keys(errors) as ErrorCode[]

export const concurrencies = ['supersede', 'queue', 'reject'] as const
export type Concurrency = (typeof concurrencies)[number]

export const strategies = ['blue-green', 'all-at-once'] as const
export type Strategy = (typeof strategies)[number]

/** Each may do what the ones before it may. */
export const roles = ['viewer', 'deployer', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

export const locales = ['en', 'ko'] as const
export type Locale = (typeof locales)[number]
