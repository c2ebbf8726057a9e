// What lambdas/push.ts does with a row of the stream, but for its table: that answers with the 300 at once.
import { pushReader } from '../../app/live/push.ts'
import { quickSockets } from '../../aws/quick-sockets.ts'
import { signedPosts } from '../../aws/signed-posts.ts'
import type { Item, Sockets, Table } from '../../core/ports.ts'
import { endpoint, measure, message, sockets } from './measure.ts'

const pk = 'dep_0123456789abcdef01234567'
const listeners = sockets.map(sk => ({ pk: `subs#${pk}`, sk, lang: 'en', logs: false, following: true, expires: 0 }))
/** Not one is left to the SDK: that would be another figure. */
const bySdk: Sockets = {
  post: async connectionId => {
    throw new Error(`The quick way did not settle the post to ${connectionId}`)
  },
  close: async () => {},
}
const ports = {
  table: { query: async (): Promise<Item[]> => listeners } as Partial<Table> as Table, // it uses no more of it
  clock: {
    now: () => new Date().toISOString(),
    sleep: (ms: number) => new Promise<void>(done => setTimeout(done, ms)),
  },
  sockets: quickSockets(signedPosts({ region: 'us-east-1', socketEndpoint: endpoint }), bySdk),
}
const push = pushReader(ports, fault => {
  throw fault
})
const { seq, timestamp, code, details } = JSON.parse(message) as Record<string, unknown>
const row: Item = { pk, sk: 'e#0000000012', seq, timestamp, code, details }

void measure(() => push(row))
