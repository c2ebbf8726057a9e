// Posts the quick way, and whatever that did not settle the SDK's way, which waits, tries again and says what was wrong. That a
// message may come twice harms nobody: clients drop what they have had (client/feed.ts, client/log-tail.ts).
import type { Sockets } from '../core/ports.ts'
import type { SignedPost } from './signed-posts.ts'

export const quickSockets = (quick: SignedPost, bySdk: Sockets): Sockets => ({
  async post(connectionId, message) {
    const status = await quick(connectionId, message)
    if (status === 410) return 'gone'
    return status !== undefined && status >= 200 && status < 300 ? 'sent' : bySdk.post(connectionId, message)
  },

  close: connectionId => bySdk.close(connectionId),
})
