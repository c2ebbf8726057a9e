// Conditions: what a template says of itself depends on its parameters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
import { AwsError } from '../aws-error.ts'
import { isObject } from './intrinsics.ts'
import type { Template } from './template.ts'

/** The template as it is for these parameters: without what a condition leaves out, every Fn::If decided. */
export const conditioned = (template: Template, values: Record<string, unknown>): Template => {
  const holds = judge(template.conditions, values)
  const kept = <T extends { Condition?: string }>(all: Record<string, T>): [string, T][] =>
    Object.entries(all).filter(([, one]) => one.Condition === undefined || holds(one.Condition))
  const resources = kept(template.resources)
  const there = new Set(resources.map(([id]) => id))
  return {
    ...template,
    resources: Object.fromEntries(
      resources.map(([id, one]) => [
        id,
        {
          ...one,
          Properties: decided(one.Properties, holds) as Record<string, unknown>,
          // To wait for what is not made is not to wait.
          DependsOn: one.DependsOn.filter(other => there.has(other)),
        },
      ]),
    ),
    outputs: Object.fromEntries(
      kept(template.outputs).map(([name, one]) => [name, { ...one, Value: decided(one.Value, holds) }]),
    ),
  }
}

/** Names of conditions that a value hangs on. */
export const conditionsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(conditionsIn)
  if (!isObject(value)) return []
  const own = 'Fn::If' in value ? [String((value['Fn::If'] as unknown[])[0])] : []
  return [...own, ...Object.values(value).flatMap(conditionsIn)]
}

/** What a condition is made of, checked when the template is read. */
export const checkCondition = (name: string, value: unknown, known: { conditions: string[]; parameters: string[] }) => {
  const refuse = (why: string) => {
    throw new AwsError('ValidationError', `Template format error: ${why} in condition ${name}`)
  }
  const check = (inner: unknown): void => {
    if (Array.isArray(inner)) for (const one of inner) check(one)
    if (!isObject(inner)) return
    const [call = '', ...others] = Object.keys(inner)
    const argument = inner[call]
    if (others.length > 0 || !(call in operators || call === 'Ref' || call === 'Condition'))
      refuse(`this region does not model ${Object.keys(inner).join(', ')}`)
    if (call === 'Ref' && !known.parameters.includes(String(argument)))
      refuse(`Unresolved dependencies [${String(argument)}]. Cannot reference resources in the Conditions block`)
    if (call === 'Condition' && !known.conditions.includes(String(argument)))
      refuse(`Unresolved condition dependency ${String(argument)}`)
    check(argument)
  }
  check(value)
}

type Judge = (name: string) => boolean

const judge = (conditions: Record<string, unknown>, values: Record<string, unknown>): Judge => {
  const asking = new Set<string>()
  const holds: Judge = name => {
    if (!(name in conditions))
      throw new AwsError('ValidationError', `Template format error: Unresolved condition dependency ${name}`)
    if (asking.has(name))
      throw new AwsError('ValidationError', `Template format error: Circular dependency in conditions: ${name}`)
    asking.add(name)
    try {
      return truth(conditions[name])
    } finally {
      asking.delete(name)
    }
  }
  const worth = (value: unknown): unknown => (isObject(value) && 'Ref' in value ? values[String(value.Ref)] : value)
  const truth = (value: unknown): boolean => {
    if (!isObject(value)) return value === true || value === 'true'
    if ('Condition' in value) return holds(String(value.Condition))
    const [call = '', argument] = Object.entries(value)[0] ?? []
    return operators[call]!(argument as unknown[], worth, truth)
  }
  return holds
}

/** Values are compared as texts, and letters count as they are.
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html */
const operators: Record<
  string,
  (of: unknown[], worth: (v: unknown) => unknown, truth: (v: unknown) => boolean) => boolean
> = {
  'Fn::Equals': ([a, b], worth) => String(worth(a)) === String(worth(b)),
  'Fn::Not': ([one], _worth, truth) => !truth(one),
  'Fn::And': (all, _worth, truth) => all.every(truth),
  'Fn::Or': (all, _worth, truth) => all.some(truth),
}

const decided = (value: unknown, holds: Judge): unknown => {
  if (Array.isArray(value)) return value.map(one => decided(one, holds))
  if (!isObject(value)) return value
  if ('Fn::If' in value) {
    const [name, then, otherwise] = value['Fn::If'] as [string, unknown, unknown]
    return decided(holds(name) ? then : otherwise, holds)
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decided(inner, holds)]))
}
