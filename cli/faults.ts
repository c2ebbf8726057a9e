// Whatever was thrown, as a sentence, what to do next, and an exit code.
import { PandaError, Unreachable } from '../client/faults.ts'
import type { ErrorCode } from '../core/vocabulary.ts'
import { exitCodes, Mishap, wrongUse } from './mishap.ts'
import { clean } from './screen/clean.ts'
import { AddressUnclear, defaultUrl, SettingsDamaged } from './settings.ts'
import type { Shell } from './shell.ts'
import { advice } from './words.ts'

export const mishapOf = (fault: unknown, { say, locale, env }: Pick<Shell, 'say' | 'locale' | 'env'>): Mishap => {
  if (fault instanceof Mishap) return fault
  if (fault instanceof Unreachable) return unreachable(fault, say)
  if (fault instanceof PandaError) return refused(fault, { say, locale })
  if (fault instanceof SettingsDamaged)
    return wrongUse(say('settings.damaged', { path: fault.path }), say('settings.damaged.next', { path: fault.path }))
  if (fault instanceof AddressUnclear)
    return wrongUse(say('address.unclear', { given: clean(fault.given) }), say('address.unclear.next', { defaultUrl }))
  const { name, message, stack } = fault instanceof Error ? fault : new Error(String(fault))
  const more = env.PANDA_DEBUG ? [stack ?? ''] : [say('unexpected.next')]
  return new Mishap(exitCodes.failed, say('unexpected', { what: clean(`${name}: ${message}`) }), more)
}

const unreachable = ({ address, message }: Unreachable, say: Shell['say']) => {
  const origin = URL.parse(address)?.origin ?? address
  const reason = message.slice(message.indexOf(address) + address.length + 2)
  const near = /\/\/(127\.|localhost|\[::1\])/.test(origin)
  const next = [say(near ? 'unreachable.near' : 'unreachable.far'), say('unreachable.doctor')]
  return new Mishap(exitCodes.unreachable, say('unreachable', { origin, reason: clean(reason) }), next)
}

const refused = (fault: PandaError, { say, locale }: Pick<Shell, 'say' | 'locale'>) => {
  const { errorCode, status } = fault
  if (errorCode === undefined) {
    const next = [say('not.panda.next'), say('unreachable.doctor')]
    return new Mishap(exitCodes.unreachable, say('not.panda', { status: String(status) }), next)
  }
  const exitCode = errorCode === 'INVALID_REQUEST' ? exitCodes.wrongUse : exitCodes.failed
  return new Mishap(exitCode, clean(fault.message), adviceFor(errorCode, locale), errorCode)
}

/** Nothing for what a newer server may say. */
export const adviceFor = (errorCode: string | null, locale: Shell['locale']): string[] => {
  const known = errorCode !== null && Object.hasOwn(advice, errorCode) ? advice[errorCode as ErrorCode] : undefined
  return known ? known[locale].split('\n') : []
}
