// The one point that every change goes through, inside the Panda that is to be killed. A call is named by what it does and
// the how-manieth of its name it is since Panda was armed: the order of what goes on side by side differs from run to run.
import { appendFileSync } from 'node:fs'
import type { Side } from './points.ts'

/** Lasting: it may leave something on the disk, or a process. Passing: it dies with Panda, or lasts through other crossings. */
export type Kind = 'lasting' | 'passing'

export type Orders = {
  /** Of every point there is: a line each. */
  list?: string
  /** Where it is to die. */
  at?: { call: string; side: Side }
  /** The first call that counts: how many there were before differs from run to run. */
  from?: string
}

let orders: Orders | undefined
let counted = new Map<string, number>()
let begun = false

export const arm = (given: Orders | undefined) => {
  orders = given
  counted = new Map()
  begun = given?.from === undefined
}

export const crossing = async <T>(kind: Kind, what: string, run: () => Promise<T>): Promise<T> => {
  const call = arrive(kind, what)
  try {
    return await run()
  } finally {
    leave(kind, call)
  }
}

/** Of what is done before it answers. */
export const crossingNow = <T>(kind: Kind, what: string, run: () => T): T => {
  const call = arrive(kind, what)
  try {
    return run()
  } finally {
    leave(kind, call)
  }
}

export const arrive = (kind: Kind, what: string): string | undefined => {
  if (!orders) return undefined
  const name = nameless(what)
  begun ||= name === orders.from
  if (!begun) return undefined
  const count = (counted.get(name) ?? 0) + 1
  counted.set(name, count)
  const call = `${name} #${count}`
  pass({ call, side: 'before', kind })
  return call
}

export const leave = (kind: Kind, call: string | undefined) => {
  if (call !== undefined) pass({ call, side: 'after', kind })
}

const pass = (point: { call: string; side: Side; kind: Kind }) => {
  if (orders?.list) appendFileSync(orders.list, `${JSON.stringify(point)}\n`)
  const at = orders?.at
  // Nothing comes after this line: no `finally`, no exit handler.
  if (at && at.call === point.call && at.side === point.side) process.kill(process.pid, 'SIGKILL')
}

/** Ids, times and ports differ from run to run. */
const nameless = (what: string) =>
  what
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
    .replaceAll(/\b(dep|gh|aws)_[\w-]+/g, '$1_*')
    .replaceAll(/\b[0-9a-f]{7,}\b/g, '*')
    .replaceAll(/\d{2,}/g, '*')
