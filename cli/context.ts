// What a command works with: the shell, the server it talks to, and how it answers.
import { type Panda, panda } from '../client/api.ts'
import { printed } from './screen/clean.ts'
import { type Server, SettingsDamaged, serverOf, serverWithout } from './settings.ts'
import type { Shell } from './shell.ts'

export type Context = Shell & {
  json: boolean
  server: Server
  client: Panda
  /** How far this machine's clock is ahead of the server's, as its last answer said; 0 before. */
  aheadMs(): number
  /** To a person. Nothing with --json. */
  line(...lines: string[]): void
  /** To a program: one object a line. Nothing without --json. */
  object(value: object): void
}

export const contextOf = async (shell: Shell, { json = false }: { json?: boolean }, settings?: 'as it is') =>
  contextAt(shell, await serverKnown(shell, settings), json)

const serverKnown = async ({ env }: Shell, settings: 'as it is' | undefined): Promise<Server> => {
  try {
    return await serverOf(env)
  } catch (fault) {
    if (settings === 'as it is' && fault instanceof SettingsDamaged) return serverWithout(env)
    throw fault
  }
}

export const contextAt = (shell: Shell, server: Server, json: boolean): Context => {
  const clock = { aheadMs: 0 }
  return {
    ...shell,
    json,
    server,
    client: panda({
      baseUrl: server.url,
      token: server.token,
      locale: shell.locale,
      fetch: noting(clock, shell.env.PANDA_USER),
    }),
    aheadMs: () => clock.aheadMs,
    line: (...lines) => {
      if (!json) for (const line of lines) shell.stdout.write(`${printed(line)}\n`)
    },
    object: value => {
      if (json) shell.stdout.write(`${JSON.stringify(value)}\n`)
    },
  }
}

/** `user`: on one machine nobody proves who they are, and Panda believes it there alone.
 *  `Date` has whole seconds: between its beginning and its end. */
const noting =
  (clock: { aheadMs: number }, user: string | undefined): typeof fetch =>
  async (input, init) => {
    const headers = { ...(init?.headers as Record<string, string>), ...(user && { 'panda-user': user }) }
    const response = await fetch(input, { ...init, headers })
    const date = Date.parse(response.headers.get('date') ?? '')
    const ahead = Date.now() - (date + 500)
    if (!Number.isNaN(ahead)) clock.aheadMs = Math.abs(ahead) < 1500 ? 0 : ahead
    return response
  }
