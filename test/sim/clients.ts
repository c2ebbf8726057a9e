// Who uses Panda: somebody who calls until there is an answer, and somebody who listens with the real client.
import type { Caller } from '../../app/caller.ts'
import { PandaError, Unreachable } from '../../client/faults.ts'
import { liveEvents } from '../../client/socket.ts'
import type { EventView } from '../../core/view.ts'
import { eventView } from '../../core/view.ts'
import type { Dice } from './dice.ts'
import type { Answered, Place, Sent } from './place.ts'
import type { Process } from './process.ts'

const mostTries = 12

export class Client {
  readonly caller: Caller
  readonly process: Process
  private readonly place: Place
  private readonly dice: Dice

  constructor(place: Place, caller: Caller, dice: Dice) {
    this.place = place
    this.caller = caller
    this.dice = dice
    this.process = place.functions.lasting('client', { tenant: caller.tenant })
  }

  /** Once, as it comes. */
  call(line: string, sent: Sent = {}): Promise<Answered | undefined> {
    const { scheduler, http } = this.place
    return scheduler.within(this.process, () => http(line, this.caller, sent))
  }

  /** What was not answered, or with 500, is asked again. Undefined: never. */
  async ask(line: string, sent: Sent = {}): Promise<Answered | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      const reply = await this.call(line, sent)
      if (reply && reply.status !== 500 && reply.status !== 429) return reply
      await this.pause(1_000 + this.dice.int(20_000))
    }
    return undefined
  }

  pause(ms: number): Promise<void> {
    return this.place.wire.pause(this.process, ms)
  }
}

/** The real client over the simulated socket. What it hands on is held against the log at once. */
export class Listener {
  readonly got = new Map<string, number>()
  private readonly place: Place
  private readonly client: Client
  private readonly live: ReturnType<typeof liveEvents>

  constructor(place: Place, client: Client, dice: Dice) {
    this.place = place
    this.client = client
    const { scheduler } = place
    this.live = liveEvents(
      { socketTicket: () => this.ticket(), logs: async () => [] as never },
      {
        WebSocket: place.sockets.socketOf(client.process),
        timing: {
          after: (ms, run) => scheduler.at(scheduler.now() + ms, () => scheduler.within(client.process, run)),
          random: () => dice.next(),
        },
      },
    )
  }

  follow(id: string): void {
    if (this.got.has(id)) return
    this.got.set(id, 0)
    void this.place.scheduler.within(this.client.process, () => this.read(id))
  }

  close() {
    this.live.close()
  }

  private async read(id: string): Promise<void> {
    const { ledger } = this.place
    try {
      for await (const event of this.live.follow(id)) {
        const last = this.got.get(id)!
        const logged = ledger.books.get(id)?.events[last]
        if (event.seq !== last + 1) ledger.fail('history', `${id}: after ${last} a client gets ${event.seq}`)
        else if (!logged || !isSame(event, eventView(logged, 'en')))
          ledger.fail('history', `${id}: what a client gets as ${event.seq} is not in the log`)
        this.got.set(id, event.seq)
      }
    } catch (fault) {
      ledger.fail('history', `${id}: a client is told ${String(fault)}`)
    }
  }

  private async ticket() {
    const reply = await this.client.call('POST /api/v1/socket-ticket', { body: {} })
    if (!reply || reply.status >= 500) throw new Unreachable('POST /socket-ticket', undefined)
    if (reply.status !== 200) throw new PandaError(reply.status, JSON.parse(reply.text), 'POST /socket-ticket')
    return reply.data as { url: string; ticket: string; expiresAt: string }
  }
}

const isSame = (event: object, view: EventView) => JSON.stringify(event) === JSON.stringify(view)
