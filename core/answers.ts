// What calls answer, as schemas: `/api-docs` is made from them, and the tests hold every answer against them.
import * as z from 'zod'
import { gatesSet, gatesSettings, scanAnswer } from './gates-schema.ts'
import { scopeAnswer } from './grants.ts'
import { rollbackRules } from './rollback-rules-schema.ts'
import { concurrencies, errorCodes, eventCodes, roles, stages, statuses, strategies } from './vocabulary.ts'
import { days } from './window.ts'

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })
const whole = z.int().min(0)
const figure = z.number().nullable()
const fact = z.string().nullable()
const stage = z.int().min(0).max(6)
const lastSeq = whole.describe('The newest event of its log')

const figures = z.strictObject({ requests: whole, errors: whole, p50Ms: figure, p95Ms: figure })
export const evidence = z
  .strictObject({
    blue: figures.nullable(),
    green: figures.nullable(),
    verdict: z
      .enum(['better', 'same', 'worse', 'insufficient-traffic'])
      .describe('Of green, against blue; insufficient-traffic: too few requests to say'),
    why: z.string().describe('The verdict in words, with its figures'),
  })
  .nullable()
  .describe('Both colours measured side by side; null until green is ready')

const opinion = z.strictObject({ by: z.string(), comment: fact, at: time })
const approval = z
  .strictObject({
    askedAt: time,
    reviewers: whole.describe('So many have to agree, none of them whoever has started it'),
    approvals: z.array(opinion),
    notBefore: time.describe('The wait is over then'),
    expiresAt: time,
    rejected: opinion.nullable(),
    skipped: opinion.nullable().describe('An admin went without, and why'),
    grantedAt: time.nullable(),
  })
  .nullable()
  .describe('Null: nobody was asked')

const gates = z
  .strictObject({
    startedAt: time,
    scan: scanAnswer.nullable().describe('Of the image; null: nobody has asked for one, or it is waited for'),
    checks: z
      .array(z.strictObject({ name: z.string(), state: z.enum(['passed', 'failed', 'pending', 'missing']) }))
      .nullable()
      .describe('Required checks of the commit; null: none is required, or they are waited for'),
    passedAt: time.nullable(),
  })
  .nullable()
  .describe('What had to be so before the release; null: nothing, or it has not come so far')

const identity = {
  deploymentId: z.string().meta({ examples: ['dep_0123456789abcdef01234567'] }),
  status: z.enum(statuses),
  owner: z.string(),
  repo: z.string(),
  branch: z.string(),
  environment: z.string(),
  awsRegion: z.string(),
  deployedBy: z.string().describe('For people to read: a name, an address, a workflow'),
  commitHash: fact,
  commitMessage: fact,
  imageUri: fact,
  imageDigest: fact.describe('What runs: an image is named by its digest alone'),
  imageTag: fact.describe('By which another tool has pushed it: then there is no commit; null: Panda has built it'),
  startedAt: time,
  completedAt: time.nullable().describe('Null: it has not ended'),
  finalService: z
    .enum(['blue', 'green'])
    .nullable()
    .describe('What serves after its end; null: not ended, or nothing does'),
  url: fact.describe('Where users reach the service'),
  blueUrl: fact.describe('What served before; null: it is the first release'),
  greenUrl: fact.describe('The new one, reachable before the switch'),
  gates,
  approval,
  errorMessage: fact.describe('What failed, in words'),
  errorCode: z.enum(errorCodes).nullable(),
  evidence,
  stages: z.array(
    z.strictObject({
      stage,
      name: z.enum(stages),
      startedAt: time,
      completedAt: time.nullable(),
      seconds: figure,
    }),
  ),
}

const deployment = z
  .strictObject({ ...identity, stage, stageName: z.enum(stages), percent: z.int().min(0).max(100), lastSeq })
  .meta({ id: 'Deployment' })

const part = z.number().min(0).max(1)
export const share = z.strictObject({ blue: part, green: part }).nullable().describe('Of production traffic')

const estimate = z
  .strictObject({
    stages: z.array(z.strictObject({ stage, seconds: z.number() })),
    totalSeconds: z.number(),
    runs: z.int().min(1).meta({ description: 'How many past deployments it is made of' }),
  })
  .nullable()
  .meta({ description: 'Medians of the last deployments of the same service, without waiting for people' })

/** One deployment: what a list has of it, and what is worth reads of its own. */
const dollars = z.number().min(0)
const estimatedCost = z
  .strictObject({
    usd: dollars.describe('So far'),
    of: z.strictObject({ build: dollars, machine: dollars, functions: dollars, table: dollars, other: dollars }),
    assumptions: z.array(z.string()),
  })
  .describe('Of the account that Panda runs in, in dollars: estimated from what the log counts')
  .meta({ id: 'EstimatedCost' })

export const liveDeployment = deployment
  .extend({
    share,
    measuredAt: time.nullable().meta({ description: 'When evidence and share were measured' }),
    expectedRollbackSeconds: figure.describe(
      'If it is taken back after the switch: as long as the last time, else 30; null: it is over, or nothing served before',
    ),
    takenBack: z
      .strictObject({
        at: time.meta({ description: 'When what served before served again' }),
        by: z.literal('codedeploy'),
        reason: z.string().describe('In its words: an alarm, or that somebody has stopped it there'),
        serves: fact.describe('The deployment whose release serves instead; null: none that is kept'),
      })
      .nullable()
      .describe('After its end: while blue was still warm. Status and events stay as they were'),
    estimate,
    estimatedCost,
  })
  .meta({ id: 'LiveDeployment' })

export const awaiting = z.strictObject({ deployments: z.array(liveDeployment) })

export const deploymentPage = z.strictObject({
  deployments: z.array(deployment),
  cursor: z.string().optional().describe('There are more: ask again with ?cursor= this'),
})

export const deploymentResult = z
  .strictObject({
    ...identity,
    durationSeconds: z.number(),
    blueLatencyMs: figure.describe('The median; null where nothing was measured'),
    greenLatencyMs: figure.describe('The median; null where nothing was measured'),
    blueErrorRate: figure.describe('0 to 1'),
    greenErrorRate: figure.describe('0 to 1'),
    eventCount: whole,
    rolledBack: z.boolean().describe('Something had been started in AWS, and was taken back'),
    estimatedCost,
    timeout: z
      .strictObject({ status: z.number(), durationSeconds: z.number(), timeoutSeconds: z.number() })
      .partial()
      .optional()
      .describe('With DEPLOYMENT_TIMEOUT and APPROVAL_TIMEOUT: status 408, what it took, and what it had'),
  })
  .meta({ id: 'DeploymentResult' })

export const event = z
  .strictObject({
    type: z
      .enum(['stage', 'success', 'fail', 'done', 'error'])
      .meta({ description: 'done and error: only in dialect=v1' }),
    deploymentId: z.string(),
    seq: z.int().min(1).describe('1, 2, 3 … without a gap'),
    id: z.string().describe('{deploymentId}:{seq}'),
    timestamp: time,
    code: z.enum(eventCodes),
    message: z.string().describe('For people, in their language'),
    details: z.looseObject({ stage }).describe('stage never goes down within a log; the rest is of the code'),
  })
  .meta({ id: 'Event' })

export const eventPage = z.strictObject({ events: z.array(event), lastSeq })
export const logPage = z.strictObject({
  chunks: z.array(z.strictObject({ chunk: z.int().min(1), lines: z.array(z.string()) })),
  lastChunk: whole.meta({ description: 'Ask again with ?after= this for what follows' }),
})

const release = z
  .strictObject({
    deploymentId: z.string(),
    imageDigest: z.string(),
    imageUri: z.string(),
    commitHash: fact.describe('Null: of an image that another tool has pushed'),
    commitMessage: fact,
    imageTag: z.string().optional().describe('By which another tool has pushed it'),
    at: time.meta({ description: 'Since when it serves, or when it began to' }),
    by: fact,
    rollbackOf: z.string().optional(),
    rollback: z
      .strictObject({ seconds: figure, how: z.enum(['warm', 'new-release']) })
      .nullable()
      .meta({ description: 'How long going back to it should take, and why; null: it serves now' }),
  })
  .meta({ id: 'Release' })
const service = z
  .strictObject({
    owner: z.string(),
    repo: z.string(),
    branch: z.string(),
    environment: z.string(),
    accountId: z.string(),
    region: z.string(),
    awsConnectionId: z.string(),
    url: z.string(),
    current: release.nullable(),
    releases: z.array(release),
    rollbackTo: fact.meta({ description: 'The release that a rollback goes to if nothing else is said' }),
    expectedRollbackSeconds: figure.describe('From rollbacks of before; null: there was none'),
    warmUntil: time.nullable().meta({ description: 'How long what served before is kept running, at most' }),
  })
  .meta({ id: 'Service' })
export const servicePage = z.strictObject({ services: z.array(service) })

export const branches = z.strictObject({
  branches: z.array(z.string()),
  defaultBranch: z.string(),
  truncated: z.boolean().meta({ description: 'There are more than these' }),
})

export const githubConnected = z.strictObject({ githubConnectionId: z.string() })
export const permissions = z
  .strictObject({
    checked: z.boolean().meta({ description: 'Whether IAM could be asked' }),
    missing: z.array(z.string()).meta({ description: 'Actions that the policy lacks', examples: [['ecr:PutImage']] }),
    unchecked: z.array(z.string()).meta({ description: 'Actions that could not be asked about' }),
    message: z.string(),
  })
  .meta({ id: 'Permissions' })
export const awsConnected = z.strictObject({
  awsConnectionId: z.string(),
  accountId: z.string(),
  permissions,
  slow: z
    .boolean()
    .meta({ description: 'Its events do not reach Panda: deployments go by slow looks, up to minutes late' }),
})
export const externalId = z
  .strictObject({ externalId: z.string(), templateUrl: fact, platformAccountId: fact, ingressBusArn: fact })
  .meta({ description: 'What the onboarding template asks for' })
export const githubConnections = z.strictObject({
  connections: z.array(
    z.strictObject({
      githubConnectionId: z.string(),
      owner: z.string(),
      repo: z.string(),
      branch: z.string(),
      createdAt: time,
    }),
  ),
})
export const awsConnections = z.strictObject({
  connections: z.array(
    z.strictObject({ awsConnectionId: z.string(), accountId: z.string(), region: z.string(), createdAt: time }),
  ),
})
export const disconnected = z.strictObject({ id: z.string() })
export const accepted = z.strictObject({ deploymentId: z.string(), message: z.string() })
export const socketTicket = z.strictObject({
  url: z.string().describe('Open a WebSocket here: once, and before expiresAt'),
  ticket: z.string(),
  expiresAt: time,
  eventsUrl: z
    .string()
    .optional()
    .describe('With a deploymentId: for EventSource, which cannot send headers; good for two hours'),
})

const token = {
  ...{ id: z.string(), name: z.string(), role: z.enum(roles), expiresAt: time },
  scopes: z
    .array(scopeAnswer)
    .optional()
    .meta({ description: 'All that it may; `role` is then the most that it has in any' }),
}
export const tokenCreated = z.strictObject({
  ...token,
  token: z.string().meta({ description: 'Shown this once: Panda keeps a hash of it', examples: ['panda_…'] }),
})
export const tokens = z.strictObject({
  tokens: z.array(z.strictObject({ ...token, createdBy: z.string(), createdAt: time })),
})
export const tokenRevoked = z.strictObject({ id: z.string() })
export const health = z.strictObject({
  status: z.literal('UP'),
  samples: z
    .strictObject({
      github: z.strictObject({ token: z.string(), repositories: z.array(z.string()) }).nullable(),
      aws: z.strictObject({ region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
    })
    .optional()
    .meta({ description: 'What to try it with: only where Panda runs on one machine, with a pretended AWS' }),
})

export const errorBody = z
  .looseObject({
    timestamp: time,
    status: z.int(),
    error: z.string(),
    message: z.string(),
    errorCode: z.enum(errorCodes).describe('What to decide by: it does not change; message may'),
    deploymentId: z.string().optional(),
    stage: stage.optional(),
    opensAt: time
      .nullable()
      .optional()
      .meta({ description: 'With OUTSIDE_WINDOW: when it opens; null: its settings name no such time' }),
    faults: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'With INVALID_REQUEST: all of them' }),
    reference: z
      .string()
      .optional()
      .meta({ description: 'With UNEXPECTED_ERROR: what the log of the server calls it' }),
  })
  .meta({ id: 'Error' })

const settings = z.strictObject({
  branches: z.array(z.string()).describe('Only these go there'),
  githubConnectionId: fact,
  awsConnectionId: fact,
  strategy: z.enum(strategies),
  autoSwitch: z.boolean(),
  concurrency: z.enum(concurrencies),
  healthPath: z.string(),
  port: z.int().nullable(),
  windows: z.array(
    z.strictObject({ days: z.array(z.enum(days)), from: z.string(), to: z.string(), timeZone: z.string() }),
  ),
  freezes: z.array(z.strictObject({ from: z.string(), to: z.string(), reason: z.string() })),
  schedule: z
    .strictObject({ when: z.string(), timeZone: z.string().optional(), branch: z.string().optional() })
    .nullable(),
  smoke: z.array(
    z.strictObject({
      path: z.string(),
      status: whole.optional(),
      body: z.string().optional(),
      withinMs: whole.optional(),
    }),
  ),
  cpu: z.int().nullable(),
  memory: z.int().nullable(),
  count: z.int().nullable(),
  variables: z.record(z.string(), z.string()),
  secrets: z.record(z.string(), z.string()).describe('Where their values are kept'),
  logRetentionDays: whole,
  network: z
    .strictObject({
      vpcId: z.string(),
      subnets: z.array(z.string()),
      privateSubnets: z.array(z.string()).optional(),
    })
    .nullable(),
  certificateArn: z.string().nullable(),
  approvals: z.strictObject({ reviewers: whole, waitMinutes: whole, expiresHours: whole }),
  gates: gatesSettings,
  promotion: z.strictObject({ from: z.array(z.string()), only: z.boolean() }),
  imageTags: z.array(z.string()),
  rollback: rollbackRules.required(),
})
export const environment = z.strictObject({
  owner: z.string(),
  repo: z.string(),
  environment: z.string(),
  set: settings
    .partial()
    .extend({
      approvals: settings.shape.approvals.partial().optional(),
      gates: gatesSet.optional(),
      promotion: settings.shape.promotion.partial().optional(),
      rollback: rollbackRules.optional(),
    })
    .describe('What somebody has set'),
  settings: settings.describe('What holds: what is set, else what is usual'),
  version: whole.describe('0: nothing is set'),
  updatedAt: time.nullable(),
  updatedBy: fact,
})
export const environments = z.strictObject({ environments: z.array(environment) })
