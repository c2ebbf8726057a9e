// The address that requests from here come from, as others see it.
import { isIPv4 } from 'node:net'
import { CloudFault } from '../core/faults.ts'

/** Asked anew after five minutes: a function that slept may wake up elsewhere. */
const keptMs = 5 * 60_000
const timeoutMs = 3_000

export const ownAddress = (ask: () => Promise<string> = askAmazon, now: () => number = Date.now) => {
  let kept: { address: string; at: number } | undefined
  return async (): Promise<string> => {
    if (kept && now() - kept.at < keptMs) return kept.address
    const said = await ask()
    if (!isIPv4(said)) throw new CloudFault('invalid', operation, `This is no address: ${said.slice(0, 100)}`)
    kept = { address: said, at: now() }
    return said
  }
}

const operation = 'checkip.amazonaws.com'

const askAmazon = async (): Promise<string> => {
  try {
    const answer = await fetch(`https://${operation}`, { signal: AbortSignal.timeout(timeoutMs) })
    if (answer.ok) return (await answer.text()).trim()
    throw new Error(`it answers ${answer.status}`)
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    throw new CloudFault('unreachable', operation, `Panda's own address is not known: ${why}`)
  }
}
