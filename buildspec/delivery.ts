// Sends one report, some times over if need be. A host that cannot be told must not fail the build.
import type { Report } from './host.ts'

/** Pauses before a report is sent again; then it is given up: the next one says the same and more. */
const pausesMs = [100, 400, 1_000]

/** Whether it arrived. */
export const deliver = async (report: Report, send: (report: Report) => Promise<void>, signal: AbortSignal) => {
  for (const pause of [0, ...pausesMs]) {
    await sleep(pause, signal)
    if (signal.aborted) return false
    if (await arrives(report, send)) return true
  }
  return false
}

/** Why it did not is the host's to log: there is nobody else left to tell. */
const arrives = async (report: Report, send: (report: Report) => Promise<void>) => {
  try {
    await send(report)
    return true
  } catch {
    return false
  }
}

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (ms === 0 || signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
