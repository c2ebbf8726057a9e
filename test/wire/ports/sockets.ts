import { strictEqual as same } from 'node:assert'
import { sockets as socketsOver } from '../../../aws/sockets.ts'
import type { Suite } from '../suite.ts'

/** Nobody is connected: of who has left both operations tell. */
export const sockets: Suite = {
  port: 'sockets',
  operations: ['post', 'close'],
  async run({ clients, quick }, check) {
    const port = socketsOver(clients)
    // As API Gateway makes them.
    const connectionId = 'L0SM9cOFvHcCIhw='
    await check('post', async () => {
      same(await port.post(connectionId, 'hello'), 'gone')
      // As the functions post, with a signature that is not the SDK's.
      if (quick) same(await quick(connectionId, 'hello'), 410)
    })
    await check('close', () => port.close(connectionId))
  },
}
