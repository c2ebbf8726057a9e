// Addresses of webhooks: what Panda posts to is what a stranger has typed. The same tricks as for probes, over aws/posts.ts.
import type { Resolve } from '../../../aws/guarded-request.ts'
import { localPosts, posts } from '../../../aws/posts.ts'
import { isPublic } from '../../../aws/reach.ts'
import type { Posted, Posts } from '../../../core/ports.ts'
import { bytesOf, formsOf4, formsOf6, inner6, known, tricks } from './addresses.ts'

type Tally = { tried: number; violations: string[] }

const isRefusal = ({ httpStatus, refused, reason = '' }: Posted) =>
  httpStatus === null && (refused === true || /does not call|Invalid URL|ERR_INVALID_URL/.test(reason))

/** `port`: where whoever comes to 127.0.0.1 is seen. */
export const postAttacks = async (port: number, found: Tally): Promise<void> => {
  const onAws = posts()
  const refused = async (to: Posts, address: string, what: string) => {
    found.tried++
    const answer = await to.post(address, '{}', { 'content-type': 'application/json' })
    if (!isRefusal(answer)) found.violations.push(`${what} ${address}: ${answer.httpStatus} ${answer.reason}`)
    if (answer.body !== '') found.violations.push(`${what} ${address} was answered with ${answer.body}`)
  }
  const words = known.map(address => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0))
  for (const word of words)
    for (const host of [...formsOf4(word), ...formsOf6(word)])
      for (const scheme of ['https', 'http']) await refused(onAws, `${scheme}://${host}:${port}/hook`, 'a webhook to')
  for (const host of inner6) await refused(onAws, `https://${host}:${port}/hook`, 'a webhook to')
  for (const trick of tricks) await refused(onAws, trick, 'a webhook to')
  for (const address of [
    'http://hooks.example/x',
    'ftp://hooks.example/x',
    'file:///etc/passwd',
    'https://a:b@hooks.example/',
  ])
    await refused(onAws, address, 'without https, or with credentials:')
  for (const word of words) await named(bytesOf(word).join('.'), port, found)
  // One machine posts to itself, where a receiver is tried out, and on the internet over https; not to the network it is in.
  const local = localPosts(2_000)
  for (const host of ['169.254.169.254', '10.0.0.1', '192.168.0.1', '[fd00:ec2::254]', '0.0.0.0', '[::]'])
    for (const scheme of ['https', 'http'])
      await refused(local, `${scheme}://${host}:${port}/hook`, 'the local mode posts to')
  await refused(local, `http://hooks.example:${port}/hook`, 'the local mode speaks http to')
}

/** A good name whose answer leads inside, alone or among good ones: nothing is sent, and where it led is not told. */
const named = async (address: string, port: number, found: Tally) => {
  for (const list of [[address], ['93.184.216.34', address]]) {
    const resolve: Resolve = (_, __, answer) =>
      answer(
        null,
        list.map(one => ({ address: one, family: 4 })),
      )
    const answer = await posts({ reach: isPublic, resolve, timeoutMs: 2_000 }).post(
      `https://hooks.example:${port}/`,
      '{}',
      {},
    )
    found.tried++
    if (!isRefusal(answer)) found.violations.push(`a name that leads to ${list}: ${answer.httpStatus} ${answer.reason}`)
    if (/\d+\.\d+\.\d+\.\d+/.test(answer.reason ?? '')) found.violations.push(`it is told where: ${answer.reason}`)
  }
}
