// State machines and their definitions.
import { createHash } from 'node:crypto'
import { AwsError } from '../aws-error.ts'
import type { Caller, Kernel } from '../kernel.ts'
import { type Machine, readDefinition } from './definition.ts'
import { keptExecutions } from './execution.ts'

type StateMachine = { arn: string; name: string; definition: string; createdAt: number }
export type CreateInput = { name: string; definition: string; roleArn?: string }
export type UpdateInput = { stateMachineArn: string; definition: string }

const machines = 'states.machine'
const definitionTexts = 'states.definition'

export const createMachine = (kernel: Kernel, input: CreateInput, caller: Caller) => {
  const arn = `arn:aws:states:${caller.region}:${caller.accountId}:stateMachine:${input.name}`
  const definition = putDefinition(kernel, input.definition)
  const known = kernel.shelf.get<StateMachine>(machines, arn)
  if (known && known.definition !== definition)
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
  const machine = known ?? { arn, name: input.name, definition, createdAt: kernel.timeline.now() }
  kernel.shelf.put(machines, arn, machine)
  return { stateMachineArn: arn, creationDate: new Date(machine.createdAt) }
}

/** Under its hash: executions keep the one that they were started with. One that nobody has any more goes. */
const putDefinition = (kernel: Kernel, text: string) => {
  readDefinition(text)
  const used = new Set([
    ...kernel.shelf.list<StateMachine>(machines).map(([, machine]) => machine.definition),
    ...keptExecutions(kernel)
      .all()
      .map(execution => execution.definition),
  ])
  for (const [hash] of kernel.shelf.list(definitionTexts))
    if (!used.has(hash)) kernel.shelf.remove(definitionTexts, hash)
  const hash = createHash('sha256').update(text).digest('hex')
  kernel.shelf.put(definitionTexts, hash, text)
  return hash
}

export const definitions = (kernel: Kernel) => {
  const read = new Map<string, Machine>()
  return (hash: string) => {
    const known = read.get(hash) ?? readDefinition(kernel.shelf.get<string>(definitionTexts, hash) ?? '')
    read.set(hash, known)
    return known
  }
}

export const machineOf = (kernel: Kernel, arn: string) => {
  const machine = kernel.shelf.get<StateMachine>(machines, arn)
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  return machine
}

export const updateMachine = (kernel: Kernel, input: UpdateInput) => {
  const machine = machineOf(kernel, input.stateMachineArn)
  const definition = putDefinition(kernel, input.definition)
  kernel.shelf.put<StateMachine>(machines, machine.arn, { ...machine, definition })
  return { updateDate: new Date(kernel.timeline.now()) }
}
