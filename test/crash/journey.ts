// One deployment as its user sees it: asked for with a key, followed over a socket, switched or cancelled. It goes on where
// it was when Panda comes back.
import { randomUUID } from 'node:crypto'
import type { PandaEvent } from '../../client/types.ts'
import type { Lane, Living } from './lane.ts'
import type { Story } from './stories.ts'

export type Journey = {
  story: Story
  key: string
  environment: string
  text: string
  id?: string
  /** In the order in which they came, over all sockets. */
  events: PandaEvent[]
}

const endsWithinMs = 90_000

export const journeyOf = (story: Story): Journey => {
  const key = randomUUID()
  return {
    story,
    key,
    environment: story.new === 'service' ? `e-${key.slice(0, 8)}` : 'default',
    text: `Says ${key}`,
    events: [],
  }
}

/** To its end. Throws what goes wrong; that Panda is dead is up to the caller to know. */
export const goOn = async (lane: Lane, journey: Journey, atReady: () => Promise<unknown> = async () => {}) => {
  const { panda } = lane
  const { story } = journey
  const known = journey.id !== undefined
  journey.id = await accepted(lane, journey)
  const { id } = journey
  const act = async () => {
    await atReady()
    if (story.atReady) await panda.client[story.atReady](id)
  }
  if (known && (await panda.client.deployment(id)).status === 'DEPLOYMENT_READY') await act()
  // Whoever has seen the end has nothing to wait for.
  if (isOver(journey)) return
  const signal = AbortSignal.any([panda.dead, AbortSignal.timeout(endsWithinMs)])
  for await (const event of panda.live.follow(id, { after: journey.events.length, signal })) {
    journey.events.push(event)
    if (event.code === 'READY') await act()
  }
}

/** With the same key again it is the same deployment, whatever became of the first answer. */
const accepted = async (lane: Lane, { story, key, environment, id }: Journey) => {
  const wish = { ...lane.connections, owner: 'panda', repo: 'hello', branch: 'main', environment }
  const request = { ...wish, autoSwitch: story.atReady === undefined }
  const { deploymentId } = await lane.panda.client.deploy(request, { idempotencyKey: key })
  if (id !== undefined && id !== deploymentId) throw new Error(`${key} was ${id}, and is ${deploymentId} now`)
  return deploymentId
}

const isOver = ({ events }: Journey) => isFinal(events.at(-1)?.code ?? '')

export const isFinal = (code: string) => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(code)

/** The last of its events. */
export const endOf = ({ events }: Journey) => events.at(-1)

export const hasDied = (panda: Living, withinMs: number) =>
  Promise.race([
    panda.ended.then(() => true),
    new Promise<false>(resolve => {
      setTimeout(() => resolve(false), withinMs).unref()
    }),
  ])
