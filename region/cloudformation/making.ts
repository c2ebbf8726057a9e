// What it takes to make one kind of resource out of the service that owns it.
import type { Caller, ServiceName } from '../kernel.ts'

export type Properties = Record<string, unknown>

export type Made = { physicalId: string; attributes: Record<string, string> }

export type Making = {
  call<T = object>(service: ServiceName, command: string, input: object): Promise<T>
  caller: Caller
  logicalId: string
  /** What it is called if the template does not say; always the same for the same resource of the same stack. */
  nameOf(longest: number): string
  /** The same for every try at the same resource: what an idempotent create is told by. */
  token: string
  /** The stack's tags, and CloudFormation's own. */
  tags: Record<string, string>
}

export type Maker = {
  /** Any other property is refused. */
  properties: readonly string[]
  create(properties: Properties, making: Making): Promise<Made>
  /** What an interrupted create has left, if anything. None: creating again does no harm. */
  find?(properties: Properties, making: Making): Promise<Made | undefined>
  /** The rest of making it. Every call of it can be repeated. */
  settle?(made: Made, properties: Properties, making: Making): Promise<void>
  /** None: this region cannot change it. Every call of it can be repeated. */
  update?(made: Made, properties: Properties, making: Making, before: Properties): Promise<void>
  /** Fine if it is gone. `leaving`: begun, and to be asked for again until it is over. */
  remove(made: Made, properties: Properties, making: Making): Promise<'gone' | 'leaving'>
}

/** `ClusterName` to `clusterName`, all the way down: how ECS, CodeDeploy and Logs spell what the template spells. */
const lowerFirst = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerFirst)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [spelled(key), lowerFirst(inner)]))
}

export const inputOf = (properties: Properties): Properties => lowerFirst(properties) as Properties

/** `[{Key, Value}]`, or `[{key, value}]`. */
export const tagList = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
export const smallTagList = (tags: Record<string, string>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }))

/** The answer, or nothing where the service says that there is no such thing. */
export const unlessMissing = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (fault) {
    if (fault instanceof Error && missing.test(fault.name)) return undefined
    throw fault
  }
}

const missing = /NotFound|NoSuchEntity|DoesNotExist/

const spelled = (key: string) => (key === 'ECSServices' ? 'ecsServices' : key.charAt(0).toLowerCase() + key.slice(1))
