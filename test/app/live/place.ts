// A table with deployments in it, and sockets that remember what was posted.
import { record } from '../../../app/record.ts'
import { appendRow } from '../../../app/store/log.ts'
import { issue } from '../../../app/store/tickets.ts'
import type { Clock, Ports, Sockets, Table } from '../../../core/ports.ts'
import type { DeploymentRequest } from '../../../core/state.ts'
import { memoryTable } from '../../../region/memory-table.ts'

export type Said = { type: string; seq?: number; errorCode?: string; [field: string]: unknown }

export class FakeSockets implements Sockets {
  readonly posts: { connectionId: string; text: string }[] = []
  readonly closed: string[] = []
  readonly gone = new Set<string>()
  /** Before a post is answered. */
  before: (connectionId: string, text: string) => Promise<void> = async () => {}

  async post(connectionId: string, text: string) {
    await this.before(connectionId, text)
    if (this.gone.has(connectionId)) return 'gone' as const
    this.posts.push({ connectionId, text })
    return 'sent' as const
  }

  async close(connectionId: string) {
    this.closed.push(connectionId)
    this.gone.add(connectionId)
  }

  said(connectionId = 'c1'): Said[] {
    return this.posts.filter(post => post.connectionId === connectionId).map(post => JSON.parse(post.text))
  }

  seqs(connectionId = 'c1') {
    return this.said(connectionId).flatMap(({ seq }) => (seq === undefined ? [] : [seq]))
  }
}

const startTime = '2026-11-20T10:00:00.000Z'

export class FakeClock implements Clock {
  time = Date.parse(startTime)
  now = () => new Date(this.time).toISOString()
  /** Long enough for whatever does not hang. */
  sleep = () => new Promise<void>(resolve => setTimeout(resolve, 30))
}

export type Place = Pick<Ports, 'table'> & { clock: FakeClock; sockets: FakeSockets }

export const place = (table: Table = memoryTable()): Place => ({
  table,
  clock: new FakeClock(),
  sockets: new FakeSockets(),
})

const request: DeploymentRequest = {
  tenant: 'acme',
  by: 'kim',
  owner: 'octo',
  repo: 'shop',
  branch: 'main',
  environment: 'default',
  githubConnectionId: 'gh_1',
  awsConnectionId: 'aws_1',
  accountId: '111111111111',
  region: 'eu-west-1',
  autoSwitch: false,
  concurrency: 'supersede',
  healthPath: '/health',
  port: null,
  bodyHash: 'hash-of-the-body',
  rollback: null,
}

type Store = Pick<Ports, 'table' | 'clock'>

/** `count` events, QUEUED first. */
export const deployment = async (ports: Store, deploymentId: string, count = 3, tenant = 'acme') => {
  const timestamp = ports.clock.now()
  const details = { stage: 0, owner: 'octo', repo: 'shop', branch: 'main', environment: 'default', by: 'kim' }
  const hidden = { request: { ...request, tenant } }
  await appendRow(ports, { deploymentId, seq: 1, timestamp, code: 'QUEUED', details, private: hidden })
  for (let n = 1; n < count; n++) await progress(ports, deploymentId)
}

/** One more event of a kind that may stand in a log any number of times. */
let checks = 0
export const progress = (ports: Store, deploymentId: string) =>
  record(ports, deploymentId, {
    type: 'note',
    note: { code: 'RELEASE_PROGRESS', details: { running: ++checks, desired: 2 }, private: { checks, secret: 'hush' } },
  })

export const end = (ports: Store, deploymentId: string) =>
  record(ports, deploymentId, {
    type: 'note',
    note: { code: 'FAILED', details: { status: 'FAILED', errorMessage: 'no luck' } },
  })

export const ticketFor = async (ports: Store, secret: string, tenant = 'acme', deploymentId?: string) => {
  const expires = Math.floor(Date.parse(ports.clock.now()) / 1000) + 60
  await issue(ports, secret, { identity: { tenant, subject: 'kim' }, deploymentId, expires })
  return secret
}

export const upTo = (count: number, from = 1) => Array.from({ length: count - from + 1 }, (_, n) => n + from)
