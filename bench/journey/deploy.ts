// The sample beside one that serves already, up to DEPLOYMENT_READY, and across the switch: traced by what its log says.
import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { PandaEvent } from '../../client/types.ts'
import { deployTo, followUntil, type PandaProcess, pushCommit, saying } from '../../test/e2e/panda-process.ts'

/** In ms; `awaited` is of `toReady`: git, the program's start, and the intervals of health checks. */
export type Traced = { toReady: number; awaited: number; toGreen: number }

export const traced = async (panda: PandaProcess, url: string, text: string): Promise<Traced> => {
  await pushCommit(panda.dataDir, { repo: 'hello', branch: 'main', files: saying(text) })
  const id = await deployTo(panda.client, 'hello')
  const before = await followUntil(panda, id, ['READY'])
  const over = new AbortController()
  const seen = firstAnswer(url, text, over.signal)
  await panda.client.switch(id)
  const after = await followUntil(panda, id, [], { after: before.at(-1)!.seq })
  over.abort()
  const between = (from: string, to: string) => timeOf(before, to) - timeOf(before, from)
  return {
    toReady: between('QUEUED', 'READY'),
    awaited: between('CLONE_STARTED', 'CLONED') + between('RELEASE_STARTED', 'GREEN_READY'),
    toGreen: (await seen) - timeOf(after, 'SWITCHING'),
  }
}

const timeOf = (events: readonly PandaEvent[], code: string): number => {
  const event = events.find(one => one.code === code)
  if (!event) throw new Error(`There is no ${code} in ${events.map(one => one.code).join(' ')}`)
  return Date.parse(event.timestamp)
}

/** When somebody who asks every 5 ms hears this for the first time. */
const firstAnswer = async (url: string, text: string, over: AbortSignal): Promise<number> => {
  const agent = new Agent({ keepAlive: true })
  try {
    while (!over.aborted) {
      if ((await answer(url, agent)).includes(text)) return Date.now()
      await setTimeout(5)
    }
    throw new Error(`Nobody answered ${text} until the deployment had ended`)
  } finally {
    agent.destroy()
  }
}

const answer = (url: string, agent: Agent) =>
  new Promise<string>((resolve, reject) => {
    const asked = request(url, { agent }, async response => {
      let said = ''
      for await (const piece of response) said += String(piece)
      resolve(said)
    })
    asked.on('error', reject).end()
  })
