// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
import { AwsError } from '../aws-error.ts'

export type Scope = {
  /** A parameter's value, a resource's Ref, or a pseudo parameter. */
  ref(name: string): unknown
  attribute(id: string, name: string): unknown
}

export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map(item => resolve(item, scope)).filter(item => item !== undefined)
  if (!isObject(value)) return value
  const call = callOf(value)
  if (call) return functions[call.name]!(call.argument, scope)
  const resolved = Object.entries(value).map(([key, inner]) => [key, resolve(inner, scope)] as const)
  return Object.fromEntries(resolved.filter(([, inner]) => inner !== undefined))
}

/** Names of the resources and parameters that a value refers to. */
export const references = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isObject(value)) return []
  const call = callOf(value)
  if (call?.name === 'Ref') return [String(call.argument)]
  if (call?.name === 'Fn::GetAtt') return [attributeOf(call.argument)[0]]
  if (call?.name === 'Fn::If') return references((call.argument as unknown[]).slice(1))
  if (call?.name === 'Fn::Sub') {
    const [text, own] = subOf(call.argument)
    const named = [...text.matchAll(placeholder)].map(match => match[1]!.split('.')[0]!)
    return [...named.filter(name => !(name in own)), ...references(own)]
  }
  return Object.values(value).flatMap(references)
}

const functions: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  'Fn::If': () => {
    throw new Error('Fn::If is decided before anything is made of it (conditions.ts)')
  },
  Ref: (argument, scope) => scope.ref(String(argument)),
  'Fn::GetAtt': (argument, scope) => scope.attribute(...attributeOf(argument)),
  'Fn::Join': (argument, scope) => {
    const [separator, items] = argument as [string, unknown]
    return (resolve(items, scope) as unknown[]).map(String).join(separator)
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = argument as [string, unknown]
    return String(resolve(text, scope)).split(separator)
  },
  'Fn::Sub': (argument, scope) => {
    const [text, own] = subOf(argument)
    return text.replaceAll(placeholder, (_all, name: string) => {
      if (name in own) return String(resolve(own[name], scope))
      const [id, ...path] = name.split('.')
      return String(path.length > 0 ? scope.attribute(id!, path.join('.')) : scope.ref(name))
    })
  },
}

const callOf = (value: Record<string, unknown>) => {
  const [name, ...others] = Object.keys(value)
  if (!name || others.length > 0 || !(name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')))
    return undefined
  if (!functions[name])
    throw new AwsError('ValidationError', `Template format error: this region does not model the function ${name}`)
  return { name, argument: value[name] }
}

const attributeOf = (argument: unknown): [id: string, name: string] => {
  const [id, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
  return [id ?? '', path.join('.')]
}

const subOf = (argument: unknown): [text: string, own: Record<string, unknown>] =>
  Array.isArray(argument) ? [String(argument[0]), argument[1] as Record<string, unknown>] : [String(argument), {}]

/** `${Name}` and `${Id.Attribute}`; `${!Literal}` is left alone by CloudFormation, and not modelled. */
const placeholder = /\$\{([A-Za-z0-9:.]+)\}/g

export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
