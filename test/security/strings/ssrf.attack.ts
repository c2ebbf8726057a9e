// Panda calls addresses that a customer has a say in. None may lead into the network that Panda stands in.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Resolve } from '../../../aws/guarded-request.ts'
import { probe, probeOf } from '../../../aws/probe.ts'
import { isLoopback, isPublic } from '../../../aws/reach.ts'
import { diceFor } from '../../sim/dice.ts'
import type { Attack, Found, Wish } from '../attack.ts'
import { bytesOf, formsOf4, formsOf6, inner6, innerWord, isInner, known, tricks } from './addresses.ts'
import { postAttacks } from './ssrf-posts.ts'

const sizes = {
  ci: { words: 200, classified: 100_000, rebinds: 200 },
  full: { words: 3_000, classified: 2_000_000, rebinds: 5_000 },
}

const run = async ({ size, seed, say }: Wish): Promise<Found> => {
  const dice = diceFor(seed, 'ssrf')
  const { words, classified, rebinds } = sizes[size]
  const place = await canaries()
  const found = { tried: 0, violations: [] as string[] }
  const { refused, ask } = asking(place.port, found)
  try {
    say('addresses as they are classified', 0)
    for (let n = 0; n < classified; n++) {
      const word = n % 2 ? innerWord(dice) : dice.int(2 ** 32)
      const address = bytesOf(word).join('.')
      found.tried++
      if (isPublic(address) === isInner(word))
        found.violations.push(`${address} is taken for ${isPublic(address) ? 'public' : 'inner'}`)
    }
    const fixed = known.map(address => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0))
    const all = [...fixed, ...Array.from({ length: words }, () => innerWord(dice))]
    for (const [n, word] of all.entries()) {
      if (n % 50 === 0) say('addresses in all forms', n / all.length)
      for (const host of [...formsOf4(word), ...formsOf6(word)]) await refused(`http://${host}:${place.port}/health`)
    }
    for (const host of inner6) await refused(`http://${host}:${place.port}/health`)
    for (const trick of tricks) await refused(trick)
    say('names', 0)
    for (const word of all.slice(0, 500)) {
      const address = bytesOf(word).join('.')
      await named(place.port, [[address]], ask)
      await named(place.port, [['93.184.216.34', address]], ask)
    }
    for (const host of ['localhost', 'LOCALHOST', 'lOcAlHoSt']) await refused(`http://${host}:${place.port}/health`)
    say('names whose answer changes', 0)
    for (let n = 0; n < rebinds; n++) await rebound(place, found, dice.int(3))
    say('redirects', 0)
    for (const status of [300, 301, 302, 303, 307, 308]) await redirected(place, found, status)
    await ownMachine(place, found)
    say('webhooks', 0)
    await postAttacks(place.port, found)
  } finally {
    await place.close()
  }
  for (const hit of place.hits) found.violations.push(`somebody came to what is inside: ${hit}`)
  return {
    ...found,
    figures: { 'forms of one address': formsOf4(1).length + formsOf6(1).length, 'hits inside': place.hits.length },
  }
}

type Canaries = Awaited<ReturnType<typeof canaries>>
type Tally = { tried: number; violations: string[] }

/** On 127.0.0.1 and ::1 whoever comes is one too many; 127.0.0.2 stands for the internet, and sends on. */
const canaries = async () => {
  const hits: string[] = []
  const outside: string[] = []
  const inside = createServer((request, response) => {
    hits.push(String(request.url))
    response.end('secret')
  })
  inside.listen(0, '127.0.0.1')
  await once(inside, 'listening')
  const { port } = inside.address() as AddressInfo
  const gate = createServer((request, response) => {
    outside.push(String(request.url))
    const status = Number(request.url?.slice(1)) || 200
    response.writeHead(status, status >= 300 ? { location: `http://127.0.0.1:${port}/from-redirect` } : {}).end()
  })
  gate.listen(port, '127.0.0.2')
  await once(gate, 'listening')
  const close = async () => {
    for (const server of [inside, gate]) {
      server.closeAllConnections()
      server.close()
    }
  }
  return { port, hits, outside, close }
}

/** With AWS's settings: what cannot be reached at all is refused before it is tried, within this time. */
const patienceMs = 5_000
const isRefusal = (reason = '') =>
  /does not call|neither http nor https|credentials|Invalid URL|ERR_INVALID_URL/.test(reason)

const asking = (port: number, found: Tally) => {
  const judge = (what: string, { httpStatus, reason }: { httpStatus: number | null; reason?: string }) => {
    found.tried++
    if (httpStatus !== null) found.violations.push(`${what} answered ${httpStatus}`)
    else if (!isRefusal(reason)) found.violations.push(`${what} was tried: ${reason}`)
  }
  const refused = async (address: string) => judge(address, await probe.get(address, patienceMs))
  const ask = async (what: string, resolve: Resolve) => {
    const name = `http://balancer.example:${port}/health`
    const answer = await probeOf({ reach: isPublic, resolve }).get(name, patienceMs)
    judge(what, answer)
    // Where a name led is not told to whoever gave it.
    if (/\d+\.\d+\.\d+\.\d+/.test(answer.reason ?? '')) found.violations.push(`${what} is told: ${answer.reason}`)
  }
  return { refused, ask }
}

/** DNS that answers these, one list after the other, and then the last one again. */
const answers = (lists: string[][]) => {
  let asked = 0
  const resolve: Resolve = (_, __, answer) => {
    const list = lists[Math.min(asked++, lists.length - 1)]!
    answer(
      null,
      list.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { resolve, asked: () => asked }
}

const named = (port: number, lists: string[][], ask: (what: string, resolve: Resolve) => Promise<void>) =>
  ask(`a name on port ${port} that leads to ${lists.flat().join(' and ')}`, answers(lists).resolve)

/** 127.0.0.2 is the only address allowed here: a good answer first, 127.0.0.1 ever after. Never is 127.0.0.1 reached. */
const rebound = async (place: Canaries, found: Tally, good: number) => {
  const dns = answers([...Array.from({ length: good }, () => ['127.0.0.2']), ['127.0.0.1']])
  const asker = probeOf({ reach: address => address === '127.0.0.2', resolve: dns.resolve })
  const before = place.hits.length
  for (let n = 0; n < 3; n++) {
    const { httpStatus } = await asker.get(`http://rebinding.example:${place.port}/rebound`, patienceMs)
    found.tried++
    // Each call looks once, and goes where that look led: good answers get there, the others nowhere.
    if ((httpStatus === 200) !== n < good)
      found.violations.push(`rebinding: call ${n + 1} after ${good} good answers: ${httpStatus}`)
  }
  if (dns.asked() !== 3) found.violations.push(`rebinding: DNS was asked ${dns.asked()} times for 3 calls`)
  if (place.hits.length > before) found.violations.push('rebinding: the inner address was reached')
}

const redirected = async (place: Canaries, found: Tally, status: number) => {
  const asker = probeOf({ reach: () => true })
  const { httpStatus } = await asker.get(`http://127.0.0.2:${place.port}/${status}`, patienceMs)
  found.tried++
  if (httpStatus !== status) found.violations.push(`a redirect ${status} was answered as ${httpStatus}`)
}

/** The local mode calls this machine, and nothing else. */
const ownMachine = async (place: Canaries, found: Tally) => {
  const local = probeOf({ reach: isLoopback })
  found.tried += 2
  const { httpStatus } = await local.get(`http://127.0.0.2:${place.port}/local`, patienceMs)
  if (httpStatus !== 200) found.violations.push(`the local mode does not reach this machine: ${httpStatus}`)
  for (const address of [
    '1.1.1.1',
    '[2606:4700::1111]',
    '169.254.169.254',
    '10.0.0.1',
    '[fd00:ec2::254]',
    '0.0.0.0',
    '[::]',
  ]) {
    const { reason } = await local.get(`http://${address}/`, patienceMs)
    if (!isRefusal(reason)) found.violations.push(`the local mode calls ${address}: ${reason}`)
  }
}

export default {
  name: 'ssrf',
  about:
    'addresses of loopback, metadata and private networks in every form, names that lead there, rebinding, redirects',
  run,
} satisfies Attack
