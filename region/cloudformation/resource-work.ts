// What is done to one resource of a stack: made, changed, taken away. Each is written down before and after, so that
// none of it is lost or doubled by `kill -9`.
import type { Kernel } from '../kernel.ts'
import { makers } from './makers.ts'
import { denial } from './policy.ts'
import {
  inProgress,
  makingOf,
  type Resource,
  resolved,
  type Stack,
  type Stacks,
  setResource,
  setStatus,
} from './stack.ts'
import { templateOf } from './template.ts'

export const resourceWork = (kernel: Kernel, stacks: Stacks) => {
  const save = (stack: Stack) => stacks.living.put(stack.caller, stack.name, stack)

  /** As it is now: commands may have changed it while a service was working. */
  const fresh = (stack: Stack) => {
    const now = stacks.living.get(stack.caller, stack.name)
    return now?.id === stack.id ? now : undefined
  }

  /** Writes what a step found out onto the stack as it is now. */
  const record = (stack: Stack, resource: Resource) => {
    const now = fresh(stack)!
    setResource(kernel, now, resource)
    save(now)
    return now
  }

  const make = async (stack: Stack, logicalId: string) => {
    const type = templateOf(stack.version).resources[logicalId]!.Type
    const maker = makers[type]!
    const making = makingOf(kernel, stack, logicalId)
    const before = stack.resources[logicalId]
    const properties = resolved(stack, stack.version, logicalId)
    const tags = stack.version.tags
    const wish: Resource = { logicalId, type, status: 'CREATE_IN_PROGRESS', since: 0, properties, tags }
    if (!before) record(stack, wish)
    const left = before && (before.made ?? (await maker.find?.(properties, making)))
    const made = left ?? (await maker.create(properties, making))
    record(stack, { ...wish, made })
    await maker.settle?.(made, properties, making)
    record(stack, { ...wish, made, status: 'CREATE_COMPLETE' })
  }

  const change = async (stack: Stack, resource: Resource, guarded: boolean) => {
    const { logicalId } = resource
    const denied = guarded && denial(stack.policy, 'Update:Modify', logicalId)
    if (denied) throw new Error(denied)
    const maker = makers[resource.type]!
    if (!maker.update) throw new Error(`this region cannot update a resource of type ${resource.type}`)
    const properties = resolved(stack, stack.version, logicalId)
    record(stack, { ...resource, status: 'UPDATE_IN_PROGRESS', unsure: true })
    await maker.update(resource.made!, properties, makingOf(kernel, stack, logicalId), resource.properties)
    const { unsure: _sure, reason: _past, ...kept } = resource
    record(stack, { ...kept, properties, tags: stack.version.tags, status: 'UPDATE_COMPLETE' })
  }

  const take = async (stack: Stack, resource: Resource) => {
    const maker = makers[resource.type]!
    const making = makingOf(kernel, stack, resource.logicalId)
    // Only of an interrupted create: what a refused one met belongs to somebody else.
    const interrupted = resource.status === 'CREATE_IN_PROGRESS' && !resource.made
    const made = interrupted ? await maker.find?.(resource.properties, making) : resource.made
    const leaving: Resource = { ...resource, ...(made && { made }), status: 'DELETE_IN_PROGRESS' }
    if (resource.status !== leaving.status) record(stack, leaving)
    const state = made ? await maker.remove(made, resource.properties, making) : 'gone'
    if (state === 'gone') record(stack, { ...leaving, status: 'DELETE_COMPLETE' })
    return state
  }

  const failed = (stack: Stack, logicalId: string, verb: string, fault: unknown) => {
    const { reason: _old, ...before } = stack.resources[logicalId] ?? blank(stack, logicalId)
    return record(stack, { ...before, status: `${verb}_FAILED`, reason: reasonOf(fault) })
  }

  const drop = async (stack: Stack, resource: Resource, guarded: boolean) => {
    const denied = guarded && denial(stack.policy, 'Update:Delete', resource.logicalId)
    if (denied) throw new Error(denied)
    if ((await take(stack, resource)) === 'leaving') return
    const now = fresh(stack)!
    delete now.resources[resource.logicalId]
    save(now)
  }

  const settle = (stack: Stack, status: string, reason?: string) => {
    const now = fresh(stack)!
    setStatus(kernel, now, status, reason)
    if (!inProgress(now)) delete now.previous
    save(now)
  }

  return { save, fresh, make, change, drop, take, failed, settle }
}

const blank = (stack: Stack, logicalId: string): Resource => ({
  logicalId,
  type: templateOf(stack.version).resources[logicalId]?.Type ?? '',
  status: '',
  since: 0,
  properties: {},
  tags: stack.version.tags,
})

/** As CloudFormation words what a service said. */
export const reasonOf = (fault: unknown) => {
  const { name, message } = fault instanceof Error ? fault : new Error(String(fault))
  if (name === 'Error') return message
  const code = /AlreadyExists|Duplicate/.test(name) ? 'AlreadyExists' : name
  return `Resource handler returned message: "${message}" (HandlerErrorCode: ${code})`
}
