// Which addresses may be called on somebody's behalf. An address that a customer has a say in (a load balancer of theirs, a
// webhook) must not lead into the network that Panda itself stands in: credentials are served there to whoever asks.
import { BlockList, isIP } from 'node:net'

/** Of an address as DNS answers it; what is no address is not reached. */
export type Reach = (address: string) => boolean

/** What is on the internet. In IPv6 that is a list of what is, in IPv4 of what is not. */
export const isPublic: Reach = address => {
  const family = isIP(address)
  if (family === 4) return !within(notPublic, address, 'ipv4')
  // A zone (`%eth0`) is of this machine.
  if (family !== 6 || address.includes('%')) return false
  return within(unicast, address, 'ipv6') && !within(notPublic, address, 'ipv6')
}

/** What is on this machine. */
export const isLoopback: Reach = address => {
  const family = isIP(address)
  return family !== 0 && !address.includes('%') && within(loopback, address, family === 4 ? 'ipv4' : 'ipv6')
}

const within = (list: () => BlockList, address: string, family: 'ipv4' | 'ipv6') => list().check(address, family)

type Range = [network: string, prefix: number]

/** Made with the first question: a function that asks nobody does not wait for it when it starts. */
const listOf = (...ranges: Range[]) => {
  let list: BlockList | undefined
  return () => {
    list ??= made(ranges)
    return list
  }
}

const made = (ranges: Range[]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6')
  return list
}

const loopback = listOf(['127.0.0.0', 8], ['::1', 128])

/** All that is given out; not: mapped IPv4 (::ffff:0:0/96), NAT64 (64:ff9b::/96), local (fc00::/7, fe80::/10), multicast.
 *  https://www.iana.org/assignments/ipv6-address-space */
const unicast = listOf(['2000::', 3])

/** https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry */
const notPublic = listOf(
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // behind a carrier's NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, and AWS's own: 169.254.169.254, 169.254.170.2
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocols
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
  ['2001::', 23], // protocols, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address inside
  ['3fff::', 20], // documentation
)
