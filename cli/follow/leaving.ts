// Ctrl-C leaves the deployment running; a line that stays lost is given up on.
import type { LiveState } from '../../client/connection.ts'
import { exitCodes, Mishap } from '../mishap.ts'
import type { Say } from '../words.ts'

/** The client comes back by itself; past this, whoever waits in CI wants to know. */
const patienceMs = 5 * 60_000

export class Left extends Error {
  override name = 'Left'
}

export const leaving = (deploymentId: string, say: Say, patience = patienceMs) => {
  const ending = new AbortController()
  const leave = () => ending.abort(new Left())
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, leave)
  let giveUp: NodeJS.Timeout | undefined
  return {
    signal: ending.signal,
    leave,
    onState: (state: LiveState) => {
      if (state === 'open') {
        clearTimeout(giveUp)
        giveUp = undefined
      }
      if (state === 'lost') giveUp ??= setTimeout(() => ending.abort(gone(deploymentId, say)), patience)
    },
    done: () => {
      clearTimeout(giveUp)
      for (const signal of signals) process.off(signal, leave)
    },
  }
}

const gone = (deploymentId: string, say: Say) =>
  new Mishap(exitCodes.unreachable, say('line.gone'), [say('come.back', { command: `panda watch ${deploymentId}` })])
