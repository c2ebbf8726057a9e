// Takes a stack one resource further at a time. Which one is next, and what is to be done with it, follows from what is
// on the shelf alone: going on after a restart is taking the next step.
import { isDeepStrictEqual } from 'node:util'
import type { Kernel } from '../kernel.ts'
import { reasonOf, resourceWork } from './resource-work.ts'
import { inProgress, type Resource, resolved, resolvedOutputs, type Stack, type Stacks, setStatus } from './stack.ts'
import { creationOrder, templateOf } from './template.ts'

/** Between two resources: a stack of ours (20 and some) takes about 300 ms, on AWS some minutes. */
const paceMs = 12
/** Between two looks at a resource that takes its time to go. */
const leavingMs = 200
/** As long as AWS tells of deleted stacks. */
const ninetyDays = 90 * 24 * 60 * 60_000

export type Engine = { drive(stack: Stack): void }

export const engineOf = (kernel: Kernel, stacks: Stacks): Engine => {
  /** Ids of stacks whose next step is on its way: one step of a stack at a time. */
  const driven = new Set<string>()

  const { save, fresh, make, change, drop, take, failed, settle } = resourceWork(kernel, stacks)

  const create = async (stack: Stack) => {
    const id = creationOrder(templateOf(stack.version)).find(one => stack.resources[one]?.status !== 'CREATE_COMPLETE')
    if (id === undefined) return finish(stack, 'CREATE_COMPLETE')
    try {
      await make(stack, id)
    } catch (fault) {
      const now = failed(fresh(stack)!, id, 'CREATE', fault)
      const reason = `The following resource(s) failed to create: [${id}]. Rollback requested by user.`
      if (now.status === 'CREATE_IN_PROGRESS') settle(now, 'ROLLBACK_IN_PROGRESS', reason)
    }
  }

  const finish = (stack: Stack, status: string) => {
    try {
      stack.outputs = resolvedOutputs(stack)
      save(stack)
    } catch (fault) {
      return settle(
        stack,
        status === 'CREATE_COMPLETE' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_FAILED',
        reasonOf(fault),
      )
    }
    settle(stack, status)
  }

  /** Of rolling back a creation, and of deleting: last made, first gone. */
  const clear = async (stack: Stack, verb: 'ROLLBACK' | 'DELETE') => {
    const order = creationOrder(templateOf(stack.version))
    const id = order.findLast(one => stack.resources[one] && stack.resources[one].status !== 'DELETE_COMPLETE')
    if (id === undefined) return verb === 'ROLLBACK' ? settle(stack, 'ROLLBACK_COMPLETE') : gone(stack)
    try {
      await take(stack, stack.resources[id]!)
    } catch (fault) {
      const now = failed(fresh(stack)!, id, 'DELETE', fault)
      settle(now, `${verb}_FAILED`, `The following resource(s) failed to delete: [${id}].`)
    }
  }

  const gone = (stack: Stack) => {
    setStatus(kernel, stack, 'DELETE_COMPLETE')
    stacks.deleted.put(stack.caller, stack.id, { ...stack, deletedAt: kernel.timeline.now() })
    stacks.living.remove(stack.caller, stack.name)
    for (const old of stacks.deleted.of(stack.caller))
      if ((old.deletedAt ?? 0) < kernel.timeline.now() - ninetyDays) stacks.deleted.remove(stack.caller, old.id)
  }

  /** Towards `stack.version`, which going back after a failed update has made the version before. */
  const update = async (stack: Stack, back: boolean) => {
    const order = creationOrder(templateOf(stack.version))
    const id = order.find(one => !asWished(stack, one)) ?? leftOver(stack, order)
    if (id === undefined) return finish(stack, back ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE')
    try {
      if (!order.includes(id)) await drop(stack, stack.resources[id]!, !back)
      else if (complete(stack.resources[id])) await change(stack, stack.resources[id]!, !back)
      else await make(stack, id)
    } catch (fault) {
      const now = failed(fresh(stack)!, id, 'UPDATE', fault)
      const reason = `The following resource(s) failed to update: [${id}].`
      if (back) return settle(now, 'UPDATE_ROLLBACK_FAILED', reason)
      now.version = now.previous!
      setStatus(kernel, now, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
      save(now)
    }
  }

  const step = async (stack: Stack) => {
    if (stack.status === 'CREATE_IN_PROGRESS') await create(stack)
    else if (stack.status === 'ROLLBACK_IN_PROGRESS') await clear(stack, 'ROLLBACK')
    else if (stack.status === 'DELETE_IN_PROGRESS') await clear(stack, 'DELETE')
    else await update(stack, stack.status === 'UPDATE_ROLLBACK_IN_PROGRESS')
  }

  const drive = (stack: Stack) => {
    if (driven.has(stack.id)) return
    driven.add(stack.id)
    kernel.timeline.at(kernel.timeline.now() + pace(stack), () =>
      kernel.background(`stack ${stack.name}`, async () => {
        try {
          const now = fresh(stack)
          if (now && inProgress(now)) await step(now)
        } catch (fault) {
          // Nothing that is foreseen: said, and not tried for ever.
          kernel.log(`cloudformation: ${stack.name}: ${fault instanceof Error ? fault.stack : String(fault)}`)
          const now = fresh(stack)
          if (now) settle(now, now.status.replace('_IN_PROGRESS', '_FAILED'), reasonOf(fault))
        } finally {
          driven.delete(stack.id)
        }
        const after = fresh(stack)
        if (after && inProgress(after)) drive(after)
      }),
    )
  }

  return { drive }
}

const pace = (stack: Stack) =>
  Object.values(stack.resources).some(({ status }) => status === 'DELETE_IN_PROGRESS') ? leavingMs : paceMs

const complete = (resource: Resource | undefined) =>
  resource?.made !== undefined && !resource.status.startsWith('CREATE_IN') && !resource.status.startsWith('CREATE_F')

const asWished = (stack: Stack, id: string) => {
  const resource = stack.resources[id]
  if (!resource || !complete(resource) || resource.unsure) return false
  if (!isDeepStrictEqual(resource.tags, stack.version.tags)) return false
  try {
    return isDeepStrictEqual(resource.properties, resolved(stack, stack.version, id))
  } catch {
    // What cannot be resolved fails again, and is reported, where it is to be changed.
    return false
  }
}

const leftOver = (stack: Stack, order: string[]) => Object.keys(stack.resources).findLast(id => !order.includes(id))
