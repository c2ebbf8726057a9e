// The region's front door: objects that stand where SDK clients are expected. No wire, but what a wire would do: copies
// in and out, credentials checked, nothing answered that would not survive, and now and then a lost reply.
import type { Faults } from './faults.ts'
import type { Caller, Commands, Kernel, ServiceName } from './kernel.ts'
import { authenticate } from './sts.ts'

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date }
/** Who the client is: known beforehand (Panda's own), or found out by credentials at every command. */
export type Identity = Caller | (() => Promise<Keys>)

type Command = { input: object; constructor: { name: string } }
type Sending = { abortSignal?: AbortSignal }
export type Handlers = Partial<Record<ServiceName, Commands>>

export const front = (kernel: Kernel, handlers: Handlers, faults: Faults, home: string) => ({
  client: (service: ServiceName, identity: Identity, region: string) => {
    const keys = typeof identity === 'function' ? keptKeys(kernel, identity) : undefined
    const callerNow = async () =>
      keys ? authenticate(kernel, service, await keys(), { region, home }) : (identity as Caller)
    const answer = async (command: Command) => {
      const name = command.constructor.name.replace(/Command$/, '')
      const run = handlerOf(handlers, service, name)
      const input = structuredClone(command.input)
      const caller = await callerNow()
      const at = { service, command: name, input, caller }
      await faults.beforeCommand?.(at)
      try {
        const output = await run(input as never, caller)
        await kernel.shelf.flush()
        await faults.afterCommand?.(at)
        return { ...structuredClone(output), $metadata: { httpStatusCode: 200, attempts: 1 } }
      } finally {
        await kernel.shelf.flush()
      }
    }
    return {
      config: { region: async () => region },
      send: (command: Command, sending: Sending = {}) => abortable(answer(command), sending.abortSignal),
      destroy: () => {},
    }
  },
})

export const handlerOf = (handlers: Handlers, service: ServiceName, command: string): Commands[string] => {
  const commands = handlers[service]
  if (!commands) throw new Error(`The pretend region has no ${service} (asked for ${command})`)
  const handler = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (!handler) throw new Error(`The pretend ${service} does not know the command ${command}`)
  return handler
}

/** The SDK fetches credentials anew five minutes before they end, and not at every command. */
const keptKeys = (kernel: Kernel, fetch: () => Promise<Keys>) => {
  let kept: Keys | undefined
  return async () => {
    const ends = kept?.expiration?.getTime() ?? Number.POSITIVE_INFINITY
    if (!kept || kernel.timeline.now() >= ends - 5 * 60_000) kept = await fetch()
    return kept
  }
}

const abortable = async <T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return answer
  const abort = () => Object.assign(new Error('Request aborted'), { name: 'AbortError' })
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abort())
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
  })
  return Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
