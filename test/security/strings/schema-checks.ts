// What the schemas let through: judged by rules that were written without looking at the product's patterns.

import { appSpec } from '../../../aws/releases/app-spec.ts'
import { imageName, names, repositoryTags } from '../../../core/names.ts'
import {
  connectAwsBody,
  connectGithubBody,
  createTokenBody,
  deployBody,
  deploymentIdPattern,
  deploymentsQuery,
  eventsHeaders,
  eventsQuery,
  idempotencyHeaders,
  rollbackBody,
  tenantPattern,
} from '../../../core/schemas.ts'
import { smoke } from '../../../core/smoke-schema.ts'

/** Words if it is not inert. */
export type Check = (value: string) => string | undefined

type Parser = { safeParse(value: unknown): { success: boolean } }

const deploy = { githubConnectionId: 'gh_1', awsConnectionId: 'aws_1', owner: 'panda', repo: 'hello', branch: 'main' }
const github = { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_1' }
const keys = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }

/** Let through by this call in this field. */
const taken = (schema: Parser, rest: object, field: string) => (value: string) =>
  schema.safeParse({ ...rest, [field]: value }).success

/** Without anything that a shell, a header, a path or a template takes for more than a letter. */
const plain = /^[A-Za-z0-9._\-+#@/=:,]+$/
const isPlainName = (value: string) => plain.test(value) && !/(^|\/)\.\.?(\/|$)/.test(value) && value.length <= 600
const isHeader = (value: string) => /^[\x20-\x7e]*$/.test(value)
const isSecret = (value: string) => /^[\x21-\x7e]{1,4096}$/.test(value)
/** Under a host's name it leads to that host, and to one path of it. */
const isPath = (value: string) => {
  const url = URL.parse(`http://balancer.example:8080${value}`)
  return (
    url?.host === 'balancer.example:8080' &&
    url.hash === '' &&
    !/[\s\\{}<>"`|^]|[^\u0020-\u007e]/.test(value) &&
    !value.startsWith('//')
  )
}
const isName = (value: string) => value.length <= 60 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(value)

type Field = { what: string; takes(value: string): boolean; may(value: string): boolean }

const field = (what: string, takes: Field['takes'], may: Field['may']): Field => ({ what, takes, may })

const fields: Field[] = [
  ...(['owner', 'repo', 'branch'] as const).flatMap(name => [
    field(`connect.${name}`, taken(connectGithubBody, github, name), isPlainName),
    field(`deploy.${name}`, taken(deployBody, deploy, name), isPlainName),
  ]),
  field('list.owner', taken(deploymentsQuery, {}, 'owner'), isPlainName),
  field('list.cursor', taken(deploymentsQuery, {}, 'cursor'), isPlainName),
  field('list.limit', taken(deploymentsQuery, {}, 'limit'), value => Number(value) >= 1 && Number(value) <= 100),
  field('deploy.environment', taken(deployBody, deploy, 'environment'), value => /^[a-z0-9][a-z0-9-]*$/.test(value)),
  field('deploy.healthPath', taken(deployBody, deploy, 'healthPath'), isPath),
  field('environment.smoke.path', value => smoke.safeParse([{ path: value }]).success, isPath),
  field('deploy.concurrency', taken(deployBody, deploy, 'concurrency'), value => /^[a-z]+$/.test(value)),
  ...(['githubConnectionId', 'awsConnectionId', 'port', 'autoSwitch'] as const).map(name =>
    field(`deploy.${name}`, taken(deployBody, deploy, name), value => /^(gh|aws)_[A-Za-z0-9]+$/.test(value)),
  ),
  field('aws.region', taken(connectAwsBody, keys, 'region'), value => /^[a-z0-9-]{3,25}$/.test(value)),
  field('aws.accessKeyId', taken(connectAwsBody, keys, 'accessKeyId'), value => /^[A-Za-z0-9]+$/.test(value)),
  field('aws.secretAccessKey', taken(connectAwsBody, keys, 'secretAccessKey'), isSecret),
  field('aws.sessionToken', taken(connectAwsBody, keys, 'sessionToken'), value => value === '' || isSecret(value)),
  field(
    'aws.roleArn',
    taken(connectAwsBody, { region: 'local-1' }, 'roleArn'),
    value => plain.test(value) && value.startsWith('arn:aws'),
  ),
  field('github.token', taken(connectGithubBody, github, 'token'), isSecret),
  field('rollback.to', taken(rollbackBody, {}, 'to'), value => /^[A-Za-z0-9_-]+$/.test(value)),
  field('token.name', taken(createTokenBody, { role: 'viewer' }, 'name'), isName),
  field('events.after', taken(eventsQuery, {}, 'after'), value => Number.isInteger(Number(value))),
  field('events.ticket', taken(eventsQuery, {}, 'ticket'), value => /^[0-9a-f]{64}$/.test(value)),
  field('Idempotency-Key', taken(idempotencyHeaders, {}, 'idempotency-key'), isHeader),
  field('Last-Event-ID', taken(eventsHeaders, {}, 'last-event-id'), value => /^\d*$/.test(value)),
  field(
    'tenant',
    value => tenantPattern.test(value),
    value => /^[A-Za-z0-9][\w.:@|-]*$/.test(value) && !value.includes('#'),
  ),
  field(
    'deployment id',
    value => deploymentIdPattern.test(value),
    value => /^dep_[A-Za-z0-9_-]+$/.test(value),
  ),
]

const ofField =
  ({ what, takes, may }: Field): Check =>
  value =>
    takes(value) && !may(value) ? `${what} takes it` : undefined

/** Made of names, whatever they are: AWS's and Docker's own rules for each. */
const rules: Record<string, RegExp> = {
  cluster: /^[A-Za-z0-9_-]{1,255}$/,
  service: /^[A-Za-z0-9_-]{1,255}$/,
  logGroup: /^[A-Za-z0-9_\-/.#]{1,512}$/,
  stack: /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
  base: /^[A-Za-z0-9_-]{0,100}$/,
}

const madeNames: Check = value => {
  for (const name of ['owner', 'repo', 'branch', 'environment'] as const) {
    if (!taken(deployBody, deploy, name)(value)) continue
    const whole = { owner: 'panda', repo: 'hello', branch: 'main', environment: 'default', [name]: value }
    const made: Record<string, unknown> = names(whole)
    for (const [name, rule] of Object.entries(rules))
      if (!rule.test(String(made[name]))) return `${name} is ${made[name]}`
    if (!/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(names(whole).repository))
      return `repository is ${names(whole).repository}`
    if (!/^[a-z0-9][a-z0-9_-]*-1$/.test(imageName(whole, 1)) || imageName(whole, 1).length > 255)
      return `image is ${imageName(whole, 1)}`
    if (Object.keys({ ...names(whole).tags, ...repositoryTags(whole) }).some(key => !/^panda:[a-z]+$/.test(key)))
      return 'a tag’s key'
  }
  return undefined
}

const spec: Check = value => {
  const written: unknown = JSON.parse(appSpec({ taskDefinition: value, port: 1 }))
  const one = (written as { Resources: { TargetService: { Properties: { TaskDefinition: string } } }[] }).Resources
  return one.length === 1 && one[0]!.TargetService.Properties.TaskDefinition === value
    ? undefined
    : 'the AppSpec is another'
}

export const schemaChecks: Check[] = [...fields.map(ofField), madeNames, spec]
