// Where Panda is and who asks: the environment, else what `panda login` kept in ~/.config/panda/config.json.
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Environment } from './shell.ts'

export type Server = {
  url: string
  token: string | undefined
  /** Where the address comes from. */
  from: 'environment' | 'login' | 'default'
}

export const defaultUrl = 'http://127.0.0.1:8080'

const kept = z.object({ url: z.string(), token: z.string().optional() })
export type Kept = z.infer<typeof kept>

export class SettingsDamaged extends Error {
  override name = 'SettingsDamaged'
  readonly path: string
  constructor(path: string, cause: unknown) {
    super(`${path} cannot be read`, { cause })
    this.path = path
  }
}

export class AddressUnclear extends Error {
  override name = 'AddressUnclear'
  readonly given: string
  constructor(given: string) {
    super(`Not an http or https address: ${given}`)
    this.given = given
  }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/: a relative XDG_CONFIG_HOME is to be ignored. */
export const settingsPath = ({ XDG_CONFIG_HOME, HOME }: Environment) => {
  const home = XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(HOME || homedir(), '.config')
  return join(home, 'panda', 'config.json')
}

export const readKept = async (env: Environment): Promise<Kept | undefined> => {
  const path = settingsPath(env)
  try {
    return kept.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined
    throw new SettingsDamaged(path, fault)
  }
}

/** Beside it first, then in its place: a token is never in a file that others may read, nor half of one. */
export const keep = async (env: Environment, settings: Kept) => {
  const path = settingsPath(env)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}`
  try {
    await writeFile(fresh, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await chmod(fresh, 0o600)
    await rename(fresh, path)
  } catch (fault) {
    await rm(fresh, { force: true })
    throw fault
  }
  return path
}

/** A token goes to the server that it was kept for, and to no other. */
export const serverOf = async (env: Environment): Promise<Server> => {
  const own = env.PANDA_URL && env.PANDA_TOKEN ? undefined : await readKept(env)
  const url = addressOf(env.PANDA_URL || own?.url || defaultUrl)
  const token = env.PANDA_TOKEN || (own && addressOf(own.url) === url ? own.token : undefined)
  return { url, token, from: env.PANDA_URL ? 'environment' : own ? 'login' : 'default' }
}

/** As if nothing had ever been kept. */
export const serverWithout = ({ PANDA_URL, PANDA_TOKEN }: Environment): Server => ({
  url: addressOf(PANDA_URL || defaultUrl),
  token: PANDA_TOKEN || undefined,
  from: PANDA_URL ? 'environment' : 'default',
})

/** Somebody pastes what is in the documentation or the browser: with the API's path, or without a scheme. */
export const addressOf = (given: string): string => {
  const text = given.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isNear(text) ? 'http' : 'https'}://${text}`)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new AddressUnclear(withoutSecrets(text))
  return `${url.origin}${url.pathname.replace(/\/(api\/v1)?\/*$/, '')}`
}

const isNear = (host: string) => /^(localhost|127\.|\[::1\])/.test(host)

const withoutSecrets = (text: string) => text.replace(/\/\/[^/@]*@/, '//…@')
