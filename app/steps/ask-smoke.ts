// Asks the smoke requests, a few at a time: one after the other twenty slow ones would take longer than a step may, and all at
// once would be a load of their own.
import { mostMs, readChars, type Smoke, type SmokeFailure, smokeSays } from '../../core/smoke.ts'
import { askGreen } from './ask-green.ts'
import { because, lastWords } from './last-words.ts'
import { failed, type Outcome, type Run } from './step.ts'

const atOnce = 5

type Whom = 'green' | 'production'

export const hasSmoke = ({ state }: Run): boolean => (state.request.smoke ?? []).length > 0

/** The first that is not as it should be. Of green it is asked where it has an address of its own. */
export const askSmoke = async (run: Run, whom: Whom): Promise<SmokeFailure | undefined> => {
  const { request, greenUrl, url } = run.state
  const address = whom === 'green' ? greenUrl : url
  const all = request.smoke ?? []
  if (address === null || all.length === 0) return undefined
  // Through the same door as the checks; whoever probes has opened it already.
  if (whom === 'green') await askGreen(run)
  for (let from = 0; from < all.length; from += atOnce) {
    const answers = await Promise.all(all.slice(from, from + atOnce).map(one => askOne(run, address, one)))
    const failure = answers.find(one => one !== undefined)
    if (failure) return failure
  }
  return undefined
}

const askOne = async ({ ports }: Run, address: string, asked: Smoke) => {
  const timeoutMs = Math.min(mostMs, (asked.withinMs ?? mostMs) + graceMs)
  return smokeSays(asked, await ports.probe.get(address + asked.path, timeoutMs, readChars))
}

/** One that is only a little late is told with how late it was. */
const graceMs = 1_000

export const smokeWords = (whom: Whom, { path, expected, got }: SmokeFailure) =>
  `GET ${path} of ${whom} should answer ${expected}, and answers ${got}`

export const smokeFailed = async (run: Run, whom: Whom, failure: SmokeFailure): Promise<Outcome> => {
  const last = await lastWords(run)
  const message = `Before the switch: ${smokeWords(whom, failure)}${because(last)}`
  return failed('SMOKE_TEST_FAILED', message, { smoke: { of: whom, ...failure }, ...last })
}
