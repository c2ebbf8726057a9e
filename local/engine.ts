// Which engine builds and runs: a container engine where one really works, else programs of this machine.
import type { ClientName } from './containers/client.ts'
import { type Probed, probe } from './containers/probe.ts'

export type EngineName = 'process' | ClientName

export type Choice = { engine: ClientName; version: string } | { engine: 'process'; why: string }

/** A container engine that was asked for and does not work. */
class EngineUnusable extends Error {
  override name = 'EngineUnusable'
}

export const engineNames: readonly EngineName[] = ['process', 'docker', 'podman']

/** Rejects only where a container engine is asked for by name. */
export const chooseEngine = async (
  wanted: EngineName | undefined,
  tried: (client: ClientName) => Promise<Probed> = probe,
): Promise<Choice> => {
  if (wanted === 'process') return { engine: 'process', why: 'PANDA_ENGINE=process' }
  const whyNot: string[] = []
  for (const client of wanted ? [wanted] : (['docker', 'podman'] as const)) {
    const probed = await tried(client)
    if (probed.works) return { engine: client, version: probed.version }
    whyNot.push(probed.why)
  }
  if (wanted) throw new EngineUnusable(`PANDA_ENGINE=${wanted}, but ${whyNot.join('; ')}`)
  return { engine: 'process', why: whyNot.join('; ') }
}

/** For who started Panda: in one line. */
export const inWords = (choice: Choice): string =>
  choice.engine === 'process'
    ? `programs of this machine, which takes a Dockerfile without RUN (${choice.why})`
    : `${choice.engine} ${choice.version}, which takes any Dockerfile`
