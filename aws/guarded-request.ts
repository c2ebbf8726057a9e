// A request to an address that a customer has a say in. What DNS answers is looked at, and that very answer is connected to:
// there is no second look-up that could answer otherwise. Redirects are not followed: they are answers.
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns'
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Reach } from './reach.ts'

class AddressRefused extends Error {
  override name = 'AddressRefused'
}

export type Resolve = (
  host: string,
  options: LookupAllOptions,
  answer: (fault: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

type Guard = { reach: Reach; resolve?: Resolve }
type Wishes = Pick<RequestOptions, 'method' | 'headers' | 'signal'> & { rejectUnauthorized?: boolean }

/** To be ended by whoever asks. Throws AddressRefused, or the request fails with it. */
export const guardedRequest = (address: string, wishes: Wishes, { reach, resolve }: Guard): ClientRequest => {
  const url = new URL(address)
  const refuse = refusal(url, reach)
  if (refuse) throw new AddressRefused(refuse)
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest
  // Never a kept connection: one that slept with a frozen function fails, and says nothing of who is asked.
  return ask(url, { ...wishes, agent: false, lookup: pinned(reach, resolve) })
}

/** Node asks no look-up for what is an address already. `URL` has made decimal, octal and hexadecimal forms usual ones. */
export const refusal = ({ protocol, hostname, username, password }: URL, reach: Reach): string | undefined => {
  if (protocol !== 'http:' && protocol !== 'https:') return 'the address is neither http nor https'
  if (username !== '' || password !== '') return 'the address has credentials in it'
  const literal = hostname.replace(/^\[|\]$/g, '')
  return isIP(literal) !== 0 && !reach(literal) ? outOfReach(hostname) : undefined
}

const pinned =
  (reach: Reach, resolve: Resolve = systemLookup): LookupFunction =>
  (host, options, answer) =>
    resolve(host, { ...options, all: true }, (fault, found) => {
      if (fault) return answer(fault, [])
      const [first] = found
      // One bad address among good ones is no mistake of DNS: the whole answer is refused.
      if (!first || !found.every(({ address }) => reach(address)))
        return answer(new AddressRefused(outOfReach(host)), [])
      return options.all ? answer(null, found) : answer(null, first.address, first.family)
    })

/** Which address it was is nobody's business: that would tell how the network here looks. */
const outOfReach = (host: string) => `${host} leads to an address that Panda does not call`
