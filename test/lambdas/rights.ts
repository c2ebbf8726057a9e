// What a function does to the platform's things, held to what it may (lambdas/platform/needs.ts).
import type { Table } from '../../core/ports.ts'
import { type Entry, needs } from '../../lambdas/platform/needs.ts'
import { AwsError } from '../../region/aws-error.ts'
import type { CommandAt } from '../../region/faults.ts'

export type Action = { entry: Entry; action: string }

/** Who may not is told as AWS tells it; the platform's own calls have no other way to go wrong like this. */
export const checkRight = ({ entry, action }: Action, platform: string) => {
  const { indexes = [], ...rights }: Partial<Record<string, readonly string[]>> = needs[entry].rights
  const allowed = [...Object.values(rights).flat(), ...indexes.map(onIndex)]
  if (allowed.includes(action)) return
  throw new AwsError('AccessDeniedException', `${platform}/panda-${entry} is not authorized to perform: ${action}`)
}

const onIndex = (action: string) => `${action} on an index`

export const actionOf = ({ service, command }: Pick<CommandAt, 'service' | 'command'>) =>
  service === 'apigateway' ? 'execute-api:ManageConnections' : `${service}:${command}`

/** `around` runs each operation: with its right, and whatever trouble a test makes. */
export const tableWith = (table: Table, around: <T>(action: string, run: () => Promise<T>) => Promise<T>): Table => ({
  get: key => around('dynamodb:GetItem', () => table.get(key)),
  put: (item, when) => around('dynamodb:PutItem', () => table.put(item, when)),
  remove: key => around('dynamodb:DeleteItem', () => table.remove(key)),
  take: key => around('dynamodb:DeleteItem', () => table.take(key)),
  change: (key, change) => around('dynamodb:UpdateItem', () => table.change(key, change)),
  query: (pk, range) => around('dynamodb:Query', () => table.query(pk, range)),
  index: (index, pk, range) => around(onIndex('dynamodb:Query'), () => table.index(index, pk, range)),
})
