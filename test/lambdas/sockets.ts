// API Gateway's WebSocket side: what a client sends reaches the socket function, what is posted reaches the client.
import type { Peers } from '../../region/kernel.ts'
import { connectEvent, disconnectEvent, messageEvent, type SocketEvent } from './shapes/sockets.ts'

type Handle = (event: SocketEvent) => Promise<{ statusCode?: number }>

export class SocketSide {
  /** What each open socket has got. */
  private readonly open = new Map<string, unknown[]>()
  private opened = 0

  readonly peers: Peers = {
    post: async (connectionId, data) => {
      const got = this.open.get(connectionId)
      got?.push(JSON.parse(data))
      return got ? 'sent' : 'gone'
    },
    close: async connectionId => void this.open.delete(connectionId),
  }

  /** Undefined: refused. Nobody can post to it before the function has let it in. */
  async connect(handle: Handle, ticket: string | undefined): Promise<Client | undefined> {
    const connectionId = `L0SM9cOFvHcCIhw=${++this.opened}`
    const { statusCode } = await handle(connectEvent(connectionId, ticket))
    if (statusCode !== 200) return undefined
    const got: unknown[] = []
    this.open.set(connectionId, got)
    return {
      connectionId,
      got,
      isOpen: () => this.open.has(connectionId),
      send: async message => {
        await handle(messageEvent(connectionId, typeof message === 'string' ? message : JSON.stringify(message)))
      },
      leave: async () => {
        this.open.delete(connectionId)
        await handle(disconnectEvent(connectionId))
      },
      lose: () => void this.open.delete(connectionId),
    }
  }
}

export type Client = {
  connectionId: string
  got: unknown[]
  isOpen(): boolean
  send(message: object | string): Promise<void>
  leave(): Promise<void>
  /** Goes without a word: `$disconnect` is best effort. */
  lose(): void
}
