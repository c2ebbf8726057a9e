import { quickSockets } from '../aws/quick-sockets.ts'
import { signedPosts } from '../aws/signed-posts.ts'
import { dynamoTable } from '../aws/table.ts'
import { socketHandler } from './handlers/socket.ts'
import { later } from './platform/later.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, watch } = start('socket')
const at = { region, socketEndpoint: env.PANDA_SOCKET_ENDPOINT }
const sockets = quickSockets(
  signedPosts(at),
  later(async () => (await import('./parts/sockets.ts')).socketsPart(at)),
)

export const handler = socketHandler({ clock, table: dynamoTable(env.PANDA_TABLE), sockets }, settings, watch)
