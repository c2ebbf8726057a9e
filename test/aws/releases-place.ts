// The adapter over the region's services: SDK commands go to them by name, and a reply can be lost on the way back.
import type { CustomerClients } from '../../aws/clients.ts'
import { releases } from '../../aws/releases/releases.ts'
import type { Customer, Releases } from '../../core/ports.ts'
import type { ServiceName } from '../../region/kernel.ts'
import { its, type Made, makeService } from '../region/release/service.ts'
import { image, type Stage, stage } from '../region/release/stage.ts'

export const at: Customer = {
  accountId: '111122223333',
  region: 'local-1',
  access: { kind: 'keys', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
}

export type Place = Stage & {
  made: Made
  port: Releases
  /** What was sent, as `service:Command`. */
  sent: string[]
  /** The next command of this name is done, and its reply never comes. */
  loseReply(command: string): void
  /** Registers image `letter` and starts its release. */
  begin(letter: string): Promise<string>
}

export const place = async (desiredCount = 2): Promise<Place> => {
  const on = await stage()
  const made = await makeService(on, 'a', desiredCount)
  await on.pass(5)
  const sent: string[] = []
  let lost: string | undefined
  const client = (service: ServiceName) => ({
    send: async (command: { input: object; constructor: { name: string } }) => {
      const name = command.constructor.name.replace(/Command$/, '')
      sent.push(`${service}:${name}`)
      const answer = await on.call(service, name, command.input)
      if (lost !== name) return answer
      lost = undefined
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })
    },
  })
  // Stand-ins have `send` and nothing else; the adapter calls nothing else.
  const customer = new Proxy({}, { get: (_, name: ServiceName) => () => client(name) }) as CustomerClients
  const port = releases({ customer: () => customer })
  return {
    ...on,
    made,
    port,
    sent,
    loseReply: command => {
      lost = command
    },
    begin: async letter => {
      const taskDefinition = await port.register(at, wishFor(letter))
      return port.start(at, { names: its, deploymentId: `dep_${letter}`, taskDefinition, port: 8080 })
    },
  }
}

export const wishFor = (letter: string) => ({
  names: its,
  deploymentId: `dep_${letter}`,
  image: image(letter),
  port: 8080,
  taskRoleArn: 'arn:aws:iam::111122223333:role/task',
  executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
})
