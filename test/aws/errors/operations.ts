// Every operation of every port that reaches AWS, called once with something sensible: for tests of what all have in common.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { accounts } from '../../../aws/accounts.ts'
import { buildReports } from '../../../aws/build-reports.ts'
import { builds } from '../../../aws/builds.ts'
import type { Clients } from '../../../aws/clients.ts'
import { eventRules } from '../../../aws/event-rules.ts'
import { executions } from '../../../aws/executions.ts'
import { images } from '../../../aws/images.ts'
import { infrastructure } from '../../../aws/infrastructure.ts'
import { laterNotices } from '../../../aws/later-notices.ts'
import { mail } from '../../../aws/mail.ts'
import { changes, notices } from '../../../aws/notices.ts'
import { probeDoor } from '../../../aws/probe-door.ts'
import { releases } from '../../../aws/releases/releases.ts'
import { schedules } from '../../../aws/schedules.ts'
import { sockets } from '../../../aws/sockets.ts'
import { dynamoTable } from '../../../aws/table.ts'
import { vault } from '../../../aws/vault.ts'
import { names } from '../../../core/names.ts'
import type { BuildOrder, Customer } from '../../../core/ports.ts'

export const region = 'eu-central-1'
export const account = '111122223333'
export const at: Customer = {
  accountId: account,
  region,
  access: { kind: 'keys', accessKeyId: 'AKIACUSTOMER', secretAccessKey: 'customer-secret' },
}
export const shop = names({ owner: 'acme', repo: 'shop', branch: 'main', environment: 'default' })
export const digest = `sha256:${'a'.repeat(64)}`
const machine = `arn:aws:states:${region}:999999999999:stateMachine:panda`
export const bus = `arn:aws:events:${region}:999999999999:event-bus/panda-ingress`
export const group = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/shop-a/73e2d6bc24d8a067`
export const listener = `arn:aws:elasticloadbalancing:${region}:${account}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`
export const context = { tenant: 'a', kind: 'github' }
const sealed = 'v1.AQID.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const order: BuildOrder = {
  deploymentId: 'dep_1',
  attempt: 1,
  cloneUrl: 'https://github.com/acme/shop.git',
  branch: 'main',
  imageName: 'acme-shop-main-1',
  accountId: account,
  region,
  repository: shop.repository,
  tag: '20261120_100000',
  nonce: 'only-once',
}
const wish = { names: shop, image: `${shop.repository}@${digest}`, port: 8080, healthPath: '/health' }
const taskWish = { ...wish, deploymentId: 'dep_1', taskRoleArn: 'arn:task', executionRoleArn: 'arn:execution' }

export const portsOver = (clients: Clients, dynamo: DynamoDBDocumentClient) => ({
  table: dynamoTable('panda', dynamo),
  vault: vault(clients, 'alias/panda'),
  accounts: accounts(clients),
  eventRules: eventRules(clients, bus),
  builds: builds(clients),
  buildReports: buildReports(clients, bus),
  images: images(clients),
  infrastructure: infrastructure(clients),
  releases: releases(clients),
  probeDoor: probeDoor(clients, { address: async () => '192.0.2.7' }),
  executions: executions(clients, machine),
  sockets: sockets(clients),
  notices: notices(clients, bus),
  changes: changes(clients, bus),
  schedules: schedules(clients, { busArn: bus, roleArn: 'arn:aws:iam::999999999999:role/panda-schedules' }),
  laterNotices: laterNotices(clients, { busArn: bus, roleArn: 'arn:aws:iam::999999999999:role/panda-schedules' }),
  mail: mail(clients),
})

export type OverAws = ReturnType<typeof portsOver>

type Operations = Record<string, (ports: OverAws) => Promise<unknown>>
const key = { pk: 'dep_1', sk: 'summary' }
const id = 'd-8LHA5QKBM'
const since = '2026-11-20T10:00:00.000Z'
const door = { securityGroupId: 'sg-0123', deploymentId: 'dep_1' }

const call = { tenant: 'acme', id: 'nd_1', occurredAt: since, attempt: 1 }
const topic = `arn:aws:sns:${region}:999999999999:panda-mail-1`

const of = { tenant: 'acme', owner: 'acme', repo: 'shop', environment: 'dev' }

export const operations = {
  'table.get': ({ table }) => table.get(key),
  'table.put': ({ table }) => table.put({ ...key, n: 1 }, 'absent'),
  'table.remove': ({ table }) => table.remove(key),
  'table.take': ({ table }) => table.take(key),
  'table.change': ({ table }) => table.change(key, { add: { holders: 'a' } }),
  'table.query': ({ table }) => table.query('dep_1'),
  'table.index': ({ table }) => table.index('live', 'live', { limit: 1 }),
  'vault.seal': ({ vault }) => vault.seal(context, 'ghp_secret'),
  'vault.open': ({ vault }) => vault.open(context, sealed),
  'accounts.whoAmI': ({ accounts }) => accounts.whoAmI(at),
  'accounts.permissions': ({ accounts }) => accounts.permissions(at),
  'eventRules.ensure': ({ eventRules }) => eventRules.ensure(at),
  'eventRules.admits': ({ eventRules }) => eventRules.admits(account),
  'eventRules.admit': ({ eventRules }) => eventRules.admit([account]),
  'builds.start': ({ builds }) => builds.start(order),
  'builds.look': ({ builds }) => builds.look('panda-build:1'),
  'builds.stop': ({ builds }) => builds.stop('panda-build:1'),
  'buildReports.send': ({ buildReports }) =>
    buildReports.send({ deploymentId: 'dep_1', buildId: 'b', nonce: 'n', n: 1, milestones: [] }),
  'images.ensure': ({ images }) => images.ensure(at, shop.repository, shop.tags),
  'images.find': ({ images }) => images.find(at, shop.repository, { digest }),
  'images.findings': ({ images }) => images.findings(at, shop.repository, digest),
  'images.keep': ({ images }) => images.keep(at, shop.repository, 'panda-keep-', [digest]),
  'images.hasRules': ({ images }) => images.hasRules(at, shop.repository),
  'images.setRules': ({ images }) => images.setRules(at, shop.repository, '{}'),
  'images.password': ({ images }) => images.password(at, shop.repository),
  'infrastructure.look': ({ infrastructure }) => infrastructure.look(at, shop),
  'infrastructure.apply': ({ infrastructure }) => infrastructure.apply(at, wish),
  'infrastructure.remove': ({ infrastructure }) => infrastructure.remove(at, shop),
  'releases.service': ({ releases }) => releases.service(at, shop),
  'releases.register': ({ releases }) => releases.register(at, taskWish),
  'releases.scale': ({ releases }) => releases.scale(at, shop, 3),
  'releases.setHealthPath': ({ releases }) => releases.setHealthPath(at, group, '/health'),
  'releases.start': ({ releases }) => releases.start(at, { ...taskWish, taskDefinition: 'arn:task-definition' }),
  'releases.find': ({ releases }) => releases.find(at, shop, 'dep_1'),
  'releases.current': ({ releases }) => releases.current(at, shop),
  'releases.look': ({ releases }) => releases.look(at, id),
  'releases.allowTraffic': ({ releases }) => releases.allowTraffic(at, id),
  'releases.endWarm': ({ releases }) => releases.endWarm(at, id),
  'releases.stop': ({ releases }) => releases.stop(at, id),
  'releases.targets': ({ releases }) => releases.targets(at, group),
  'releases.routedTo': ({ releases }) => releases.routedTo(at, listener),
  'releases.routes': ({ releases }) => releases.routes(at, listener),
  'releases.ringing': ({ releases }) => releases.ringing(at, id),
  'releases.leftOut': ({ releases }) => releases.leftOut(at, shop, id, []),
  'releases.troubles': ({ releases }) => releases.troubles(at, shop, since),
  'releases.figures': ({ releases }) => releases.figures(at, group, since, '2026-11-20T10:05:00.000Z'),
  'releases.minutes': ({ releases }) => releases.minutes(at, group, since, '2026-11-20T10:05:00.000Z'),
  'releases.linesSince': ({ releases }) => releases.linesSince(at, shop, since, since),
  'releases.lastLines': ({ releases }) => releases.lastLines(at, shop, 10),
  'probeDoor.open': ({ probeDoor }) => probeDoor.open(at, door),
  'probeDoor.close': ({ probeDoor }) => probeDoor.close(at, door),
  'executions.start': ({ executions }) => executions.start('dep_1'),
  'executions.running': ({ executions }) => executions.running('dep_1'),
  'executions.succeed': ({ executions }) => executions.succeed('token'),
  'executions.fail': ({ executions }) => executions.fail('token', 'Look'),
  'sockets.post': ({ sockets }) => sockets.post('c1=', 'hello'),
  'sockets.close': ({ sockets }) => sockets.close('c1='),
  'notices.send': ({ notices }) => notices.send(call),
  'laterNotices.send': ({ laterNotices }) => laterNotices.send(call, 10),
  'changes.tell': ({ changes }) => changes.tell(of),
  'schedules.set': ({ schedules }) =>
    schedules.set(of, { when: 'rate(1 day)', expression: 'rate(1 day)', timeZone: 'UTC' }),
  'schedules.remove': ({ schedules }) => schedules.remove(of),
  'mail.subscribe': ({ mail }) => mail.subscribe('acme', 'ops@example.com'),
  'mail.send': ({ mail }) => mail.send(topic, 'ops@example.com', { subject: 'Failed', text: 'It failed' }),
} satisfies Operations

export const operationList: [name: keyof typeof operations, run: Operations[string]][] = Object.entries(
  operations,
) as never
