// Which events lead where: a table for CDK and for one machine, and what an event hints at.
import * as z from 'zod/mini'

export type EventPattern = { [field: string]: EventPattern | (string | { prefix: string })[] }
type EventTarget = 'panda-event' | 'panda-step' | 'panda-build-report' | 'panda-notify' | 'panda-begin'
export type EventRule = { name: string; bus: string; pattern: EventPattern; target: EventTarget }

/** Customers' accounts may put events here; their rules forward AWS's own. */
export const ingressBus = 'panda-ingress'
/** Only the platform's own roles may. */
export const internalBus = 'panda-internal'

const ecr = {
  source: ['aws.ecr'],
  'detail-type': ['ECR Image Action'],
  detail: { 'action-type': ['PUSH'], result: ['SUCCESS'] },
}
const ecrScan = { source: ['aws.ecr'], 'detail-type': ['ECR Image Scan'] }
const codeDeploy = { source: ['aws.codedeploy'], 'detail-type': ['CodeDeploy Deployment State-change Notification'] }
/** A release of CodeDeploy is over, which may be an hour after its deployment: what serves may be another. */
const codeDeployOver = { ...codeDeploy, detail: { state: ['SUCCESS', 'FAILURE', 'STOP'] } }
const ecs = {
  source: ['aws.ecs'],
  'detail-type': ['ECS Service Action', 'ECS Deployment State Change', 'ECS Task State Change'],
}
const cloudFormation = { source: ['aws.cloudformation'], 'detail-type': ['CloudFormation Stack Status Change'] }

/** `aws.*` cannot be forged; any other source from an admitted account can, so that nothing else leads on. */
export const ingressRules: EventRule[] = [
  { name: 'panda-image-pushed', bus: ingressBus, pattern: ecr, target: 'panda-event' },
  { name: 'panda-image-released', bus: ingressBus, pattern: ecr, target: 'panda-begin' },
  { name: 'panda-image-scanned', bus: ingressBus, pattern: ecrScan, target: 'panda-event' },
  { name: 'panda-release-changed', bus: ingressBus, pattern: codeDeploy, target: 'panda-event' },
  { name: 'panda-release-over', bus: ingressBus, pattern: codeDeployOver, target: 'panda-step' },
  { name: 'panda-service-changed', bus: ingressBus, pattern: ecs, target: 'panda-event' },
  { name: 'panda-stack-changed', bus: ingressBus, pattern: cloudFormation, target: 'panda-event' },
]

/** What begins a release as another tool's push does: app/pushed-image.ts. */
export const imageEvent = 'ECR Image Action'
/** Which delivery is to be tried: aws/notices.ts puts it. */
export const noticeEvent = { source: 'panda.notice', type: 'Notice' } as const
/** An environment's schedule is another, or none. */
export const changedEvent = { source: 'panda.schedule', type: 'Changed' } as const
/** An environment's schedule is due: aws/schedules.ts has it put. */
export const dueEvent = { source: 'panda.schedule', type: 'Due' } as const
export const scheduleGroup = 'panda-notices'
export const topicPrefix = 'panda-notices'

export const internalRules: EventRule[] = [
  {
    name: 'panda-notice',
    bus: internalBus,
    pattern: { source: [noticeEvent.source], 'detail-type': [noticeEvent.type] },
    target: 'panda-notify',
  },
  {
    name: 'panda-schedule',
    bus: internalBus,
    pattern: { source: [dueEvent.source], 'detail-type': [dueEvent.type, changedEvent.type] },
    target: 'panda-begin',
  },
  {
    name: 'panda-build-report',
    bus: internalBus,
    pattern: { source: ['panda.build'], 'detail-type': ['Build Report'] },
    target: 'panda-build-report',
  },
  {
    name: 'panda-build-changed',
    bus: 'default',
    pattern: { source: ['aws.codebuild'], 'detail-type': ['CodeBuild Build State Change'] },
    target: 'panda-event',
  },
]

/** The rule in each customer's account, and the role that it forwards with. */
export const customerRule = {
  name: 'panda-events',
  role: 'panda-events-forward',
  description: 'Panda: tells the platform that something has happened',
  pattern: { source: ['aws.ecr', 'aws.codedeploy', 'aws.ecs', 'aws.cloudformation'] } satisfies EventPattern,
}

/** Keys of the resources that an event is about; none if it is not one of ours, or not what it should be. A hint only. */
export const hintsOf = (event: unknown): string[] => {
  const parsed = hintSchema.safeParse(event)
  return parsed.success ? parsed.data.filter((hint, index, all) => all.indexOf(hint) === index) : []
}

const from = { account: z.string().check(z.regex(/^\d{12}$/)), region: z.string().check(z.minLength(1)) }
const word = z.string().check(z.minLength(1), z.maxLength(256))
const key = (kind: string, at: { account: string; region: string }, name: string) =>
  `${kind}/${at.account}/${at.region}/${name}`

const imagePush = z.pipe(
  z.object({
    ...from,
    source: z.literal('aws.ecr'),
    'detail-type': z.literal('ECR Image Action'),
    detail: z.object({ 'repository-name': word, 'action-type': z.literal('PUSH'), result: z.literal('SUCCESS') }),
  }),
  z.transform(event => [key('ecr', event, event.detail['repository-name'])]),
)

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
const imageScan = z.pipe(
  z.object({
    ...from,
    source: z.literal('aws.ecr'),
    'detail-type': z.literal('ECR Image Scan'),
    detail: z.object({ 'repository-name': word }),
  }),
  z.transform(event => [key('ecr', event, event.detail['repository-name'])]),
)

const releaseChange = z.pipe(
  z.object({ ...from, source: z.literal('aws.codedeploy'), detail: z.object({ application: word }) }),
  z.transform(event => [key('codedeploy', event, event.detail.application)]),
)

/** Services are named by the event's resources, tasks name theirs in their group. */
const serviceChange = z.pipe(
  z.object({
    ...from,
    source: z.literal('aws.ecs'),
    resources: z._default(z.array(z.string()), []),
    detail: z.object({ group: z.optional(z.string()) }),
  }),
  z.transform(event => {
    const services = event.resources.map(
      arn => /^arn:aws[^:]*:ecs:[^:]*:\d*:service\/(?:[^/]+\/)?([^/]+)$/.exec(arn)?.[1],
    )
    const group = /^service:(.+)$/.exec(event.detail.group ?? '')?.[1]
    return [...services, group].flatMap(name => (name ? [key('ecs', event, name)] : []))
  }),
)

const stackChange = z.pipe(
  z.object({
    ...from,
    source: z.literal('aws.cloudformation'),
    detail: z.object({ 'stack-id': z.string().check(z.regex(/:stack\/[^/]+\//)) }),
  }),
  z.transform(event => [key('cloudformation', event, event.detail['stack-id'].split('/')[1]!)]),
)

/** Only the platform's own default bus carries these: the build id is the key. */
const buildChange = z.pipe(
  z.object({
    source: z.literal('aws.codebuild'),
    detail: z.object({ 'build-id': z.string().check(z.regex(/:build\/.+/)) }),
  }),
  z.transform(event => [`codebuild/${event.detail['build-id'].split(':build/')[1]}`]),
)

const hintSchema = z.union([imagePush, imageScan, releaseChange, serviceChange, stackChange, buildChange])
