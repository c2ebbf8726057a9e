// Reads a template, and refuses what this region does not model before anything is made.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
import { AwsError } from '../aws-error.ts'
import { checkCondition, conditioned, conditionsIn } from './conditions.ts'
import { references } from './intrinsics.ts'
import { makers } from './makers.ts'

type ParameterFacts = { Type: string; Default?: string | number; MinValue?: number; MaxValue?: number }
type ResourceFacts = { Type: string; Condition?: string; Properties: Record<string, unknown>; DependsOn: string[] }
export type Template = {
  parameters: Record<string, ParameterFacts>
  conditions: Record<string, unknown>
  resources: Record<string, ResourceFacts>
  outputs: Record<string, { Value: unknown; Condition?: string }>
}

/** A template with its parameters: what is to be made. */
export const templateOf = (version: { template: string; parameters: Record<string, string> }): Template => {
  const template = parseTemplate(version.template)
  const key = JSON.stringify(version.parameters)
  const before = decidedFor.get(template)
  if (before?.key === key) return before.made
  const made = conditioned(template, parameterValues(template, version.parameters))
  refuseUnresolved(made)
  decidedFor.set(template, { key, made })
  return made
}

/** Each step of a stack asks many times, mostly for the same. */
const decidedFor = new WeakMap<Template, { key: string; made: Template }>()

export const parseTemplate = (body: string): Template => {
  const read = parsed.get(body) ?? parse(body)
  // Each step of a stack reads it again; a few are on their way at once.
  if (parsed.size >= 20) parsed.clear()
  parsed.set(body, read)
  return read
}

const parsed = new Map<string, Template>()

const parse = (body: string): Template => {
  const raw = known(json(body), sections, '')
  const template: Template = {
    parameters: mapped(raw.Parameters, parameterOf),
    conditions: record(raw.Conditions ?? {}),
    resources: mapped(raw.Resources, resourceOf),
    outputs: mapped(raw.Outputs, outputOf),
  }
  const unknown = Object.values(template.resources).filter(({ Type }) => !makers[Type])
  if (unknown.length > 0) throw refused(`Unrecognized resource types: [${unknown.map(({ Type }) => Type).join(', ')}]`)
  for (const [id, resource] of Object.entries(template.resources))
    known(resource.Properties, makers[resource.Type]!.properties, ` of ${id} (${resource.Type})`)
  refuseUnresolved(template)
  refuseUnknownConditions(template)
  creationOrder(template)
  return template
}

const sections = ['AWSTemplateFormatVersion', 'Description', 'Parameters', 'Conditions', 'Resources', 'Outputs']

/** What leads comes first: DependsOn, and what is referred to. */
export const creationOrder = (template: Template): string[] => {
  const known = orders.get(template) ?? orderOf(template)
  orders.set(template, known)
  return known
}

/** Each step of a stack asks for it. */
const orders = new WeakMap<Template, string[]>()

const orderOf = ({ resources }: Template): string[] => {
  const order: string[] = []
  const visit = (id: string, path: string[]) => {
    if (order.includes(id)) return
    if (path.includes(id))
      throw new AwsError('ValidationError', `Circular dependency between resources: [${path.join(', ')}]`)
    for (const other of dependencies(resources, id)) visit(other, [...path, id])
    order.push(id)
  }
  for (const id of Object.keys(resources)) visit(id, [])
  return order
}

/** Number parameters become numbers, lists lists. An empty list or id is taken: this region has no networks. */
export const parameterValues = (template: Template, given: Record<string, string>): Record<string, unknown> => {
  const strangers = Object.keys(given).filter(name => !template.parameters[name])
  if (strangers.length > 0)
    throw new AwsError('ValidationError', `Parameters: [${strangers.join(', ')}] do not exist in the template`)
  const missing = Object.entries(template.parameters).filter(
    ([name, { Default }]) => (given[name] ?? Default) === undefined,
  )
  if (missing.length > 0)
    throw new AwsError('ValidationError', `Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`)
  return Object.fromEntries(
    Object.entries(template.parameters).map(([name, facts]) => [
      name,
      typed(name, facts, given[name] ?? facts.Default!),
    ]),
  )
}

const dependencies = (resources: Template['resources'], id: string) => [
  ...resources[id]!.DependsOn,
  ...references(resources[id]!.Properties).filter(name => resources[name]),
]

const refuseUnresolved = ({ parameters, resources, outputs }: Template) => {
  const there = (name: string) => name.startsWith('AWS::') || parameters[name] || resources[name]
  const named = [
    ...Object.values(resources).flatMap(({ Properties, DependsOn }) => [...references(Properties), ...DependsOn]),
    ...references(Object.values(outputs).map(({ Value }) => Value)),
  ]
  const lost = [...new Set(named.filter(name => !there(name)))]
  if (lost.length > 0) throw refused(`Unresolved resource dependencies [${lost.join(', ')}] in the template`)
}

const refuseUnknownConditions = ({ parameters, conditions, resources, outputs }: Template) => {
  const names = Object.keys(conditions)
  for (const [name, value] of Object.entries(conditions))
    checkCondition(name, value, { conditions: names, parameters: Object.keys(parameters) })
  const hungOn = [...Object.values(resources), ...Object.values(outputs)].flatMap(one => one.Condition ?? [])
  const unknown = [...hungOn, ...conditionsIn(resources), ...conditionsIn(outputs)].find(name => !names.includes(name))
  if (unknown !== undefined) throw refused(`Unresolved condition dependency ${unknown}`)
}

const typed = (name: string, facts: ParameterFacts, text: string | number) => {
  if (isList(facts.Type))
    return String(text) === ''
      ? []
      : String(text)
          .split(',')
          .map(item => item.trim())
  if (facts.Type !== 'Number') return String(text)
  const value = Number(text)
  if (String(text).trim() === '' || Number.isNaN(value))
    throw new AwsError('ValidationError', `Parameter '${name}' must be a number.`)
  if (value < (facts.MinValue ?? value) || value > (facts.MaxValue ?? value))
    throw new AwsError(
      'ValidationError',
      `Parameter '${name}' must be between ${facts.MinValue} and ${facts.MaxValue}.`,
    )
  return value
}

const parameterOf = (raw: Record<string, unknown>, name: string): ParameterFacts => {
  known(raw, ['Type', 'Default', 'Description', 'MinValue', 'MaxValue'], ` of parameter ${name}`)
  const facts = raw as ParameterFacts
  if (!isList(facts.Type) && !['String', 'Number', 'AWS::EC2::VPC::Id'].includes(facts.Type))
    throw refused(`Unrecognized parameter type: ${facts.Type}`)
  return facts
}

const resourceOf = (raw: Record<string, unknown>, id: string): ResourceFacts => {
  known(raw, ['Type', 'Condition', 'Properties', 'DependsOn'], ` of resource ${id}`)
  const after = raw.DependsOn ?? []
  return {
    Type: String(raw.Type),
    ...(raw.Condition !== undefined && { Condition: String(raw.Condition) }),
    Properties: record(raw.Properties ?? {}),
    DependsOn: (Array.isArray(after) ? after : [after]).map(String),
  }
}

const outputOf = (raw: Record<string, unknown>, name: string) => {
  const { Value, Condition } = known(raw, ['Value', 'Description', 'Condition'], ` of output ${name}`)
  return { Value, ...(Condition !== undefined && { Condition: String(Condition) }) }
}

const isList = (type: string) => type === 'CommaDelimitedList' || type === 'List<AWS::EC2::Subnet::Id>'

const mapped = <T>(raw: unknown, of: (value: Record<string, unknown>, name: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record(raw ?? {})).map(([name, value]) => [name, of(record(value), name)]))

const known = (raw: Record<string, unknown>, keys: readonly string[], where: string) => {
  const others = Object.keys(raw).filter(key => !keys.includes(key))
  if (others.length > 0) throw refused(`this region does not model [${others.join(', ')}]${where}`)
  return raw
}

const record = (raw: unknown): Record<string, unknown> => {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) throw refused('an object is expected')
  return raw as Record<string, unknown>
}

const json = (body: string) => {
  try {
    return record(JSON.parse(body))
  } catch (fault) {
    throw refused(`JSON not well-formed (this region reads no YAML): ${String(fault)}`)
  }
}

const refused = (why: string) => new AwsError('ValidationError', `Template format error: ${why}`)
