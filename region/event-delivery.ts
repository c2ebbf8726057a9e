// How an event gets from a bus to where its rules lead.
import { matches, readPattern } from './event-pattern.ts'
import { admits, type BusAt, busOf, keptRules, type Rule, type Target } from './event-rules.ts'
import type { Faults } from './faults.ts'
import { roleByArn } from './iam.ts'
import type { BusEvent, Kernel } from './kernel.ts'
import { functionName } from './lambda-name.ts'

type Envelope = BusEvent & { version: '0'; id: string }

export const delivery = (kernel: Kernel, faults: Pick<Faults, 'deliveries'>) => {
  const kept = keptRules(kernel)

  const route = (event: Envelope, at: BusAt, hops: number) => {
    for (const rule of kept.rulesOf(at))
      if (rule.enabled && matches(readPattern(rule.pattern), event))
        for (const target of rule.targets) send(event, at, rule, target, hops)
  }

  const send = (event: Envelope, at: BusAt, rule: Rule, target: Target, hops: number) => {
    const name = functionName(target.Arn)
    if (name) return call(event, name, 0)
    const to = busOf(at, target.Arn)
    const refused = whyNot(kernel, at, target, to, hops)
    if (refused) kernel.log(`events: ${rule.arn} cannot send ${event['detail-type']} to ${target.Arn}: ${refused}`)
    else route(event, to, hops + 1)
  }

  const call = (event: Envelope, name: string, tries: number) =>
    kernel.background(`event ${event['detail-type']} for ${name}`, async () => {
      try {
        await kernel.invoke(name, event)
      } catch (fault) {
        const pause = retryPauses[tries]
        if (pause === undefined) return bury(kernel, event, name, fault)
        kernel.timeline.at(kernel.timeline.now() + pause, () => call(event, name, tries + 1))
      }
    })

  return (event: BusEvent, at: BusAt) => {
    const envelope: Envelope = { version: '0', id: kernel.random.hex(16), ...structuredClone(event) }
    for (const late of faults.deliveries(event))
      kernel.timeline.at(kernel.timeline.now() + late, () => route(envelope, at, 0))
  }
}

/** A Lambda that fails is tried twice more: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retryPauses = [60_000, 120_000]
const deadLettersKept = 100

const bury = (kernel: Kernel, event: Envelope, name: string, fault: unknown) => {
  kernel.log(`events: ${name} failed three times for ${event['detail-type']}: ${String(fault)}`)
  const all = kernel.shelf.list('events.dead')
  for (const [key] of all.slice(0, Math.max(0, all.length - deadLettersKept + 1)))
    kernel.shelf.remove('events.dead', key)
  const at = new Date(kernel.timeline.now()).toISOString()
  kernel.shelf.put('events.dead', `${at}/${event.id}`, { at, function: name, event, why: String(fault) })
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html: both sides have to want it, and what
 *  came from another account's bus does not go on to a third. */
const whyNot = (kernel: Kernel, from: BusAt, target: Target, to: BusAt, hops: number) => {
  const bus = keptRules(kernel).busAt(to)
  if (!bus) return 'there is no such bus'
  if (hops > 0) return 'it has come from another bus already'
  if (from.accountId === to.accountId) return undefined
  if (!target.RoleArn || roleByArn(kernel, target.RoleArn)?.accountId !== from.accountId)
    return `there is no role ${target.RoleArn ?? ''} in account ${from.accountId}`
  return admits(bus, from.accountId) ? undefined : `its policy does not admit account ${from.accountId}`
}
