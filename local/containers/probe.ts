// Whether a container engine is one: the client being there says nothing, so a container is really run, without a network
// and without pulling anything, with the flags that a task gets.
import { randomBytes } from 'node:crypto'
import { type Answer, ask, ClientMissing, type ClientName } from './client.ts'
import { runFlags } from './limits.ts'
import { probeCode, probeImage, probePath } from './probe-program.ts'

export type Probed = { works: true; version: string } | { works: false; why: string }

/** For all of it. It takes half a second where there is an engine, and less where there is none. */
const patienceMs = 8_000

export const probe = async (client: ClientName, withinMs = patienceMs): Promise<Probed> => {
  const until = Date.now() + withinMs
  const say = (args: string[], input?: Buffer) =>
    ask(client, args, { withinMs: Math.max(1, until - Date.now()), input })
  try {
    return await probed(client, say)
  } catch (fault) {
    if (fault instanceof ClientMissing) return no(`${client} is not installed`)
    return no(`${client} cannot be started: ${fault instanceof Error ? fault.message : String(fault)}`)
  }
}

type Say = (args: string[], input?: Buffer) => Promise<Answer>

const probed = async (client: ClientName, say: Say): Promise<Probed> => {
  const { stdout } = await say(['--version'])
  const version = /version v?(\d[\w.+~-]*)/.exec(stdout)?.[1] ?? 'of unknown version'
  // Some systems have podman under docker's name.
  const speaks: ClientName = stdout.startsWith('podman') ? 'podman' : client
  if (speaks === 'docker') {
    const elsewhere = await remoteHost(say)
    if (elsewhere) return no(`docker's engine is at ${elsewhere}, and Panda reaches programs of this machine only`)
  }
  const info = await say(['info', '--format', speaks === 'docker' ? '{{.Architecture}}' : '{{.Host.Arch}}'])
  // A docker client without its engine says so, ends with 0 in some versions, and names no architecture.
  if (info.code !== 0 || info.stdout === '') return no(`${client} has no engine: ${info.words}`)
  const image = probeImage(info.stdout)
  if (!image) return no(`${client} runs on ${info.stdout}, for which Panda has no program to try it with`)
  const imported = await say(['import', '--change', `CMD ["${probePath}"]`, '-'], image)
  if (imported.code !== 0) return no(`${client} takes no image: ${imported.words}`)
  const id = imported.stdout.split('\n').at(-1) ?? ''
  try {
    const ran = await say(['run', ...runFlags(`panda-probe-${randomBytes(6).toString('hex')}`, 8080), id])
    if (ran.code === probeCode) return { works: true, version }
    return no(`${client} cannot run a container: ${ran.words || `it ended with ${ran.code}`}`)
  } finally {
    await ask(client, ['image', 'rm', '--force', id], { withinMs: cleanupMs })
  }
}

const cleanupMs = 5_000

/** Undefined: on this machine, or it does not say. */
const remoteHost = async (say: Say): Promise<string | undefined> => {
  const { stdout } = await say(['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])
  const [, scheme, host] = /^(\w+):\/\/([^:/]*)/.exec(stdout) ?? []
  const far = (scheme === 'tcp' && !['127.0.0.1', 'localhost'].includes(host ?? '')) || scheme === 'ssh'
  return far ? stdout : undefined
}

const no = (why: string): Probed => ({ works: false, why })
