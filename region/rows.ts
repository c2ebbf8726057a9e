// One kind of thing on the shelf, kept apart by account and region.
import type { Kernel } from './kernel.ts'

export type Place = { accountId: string; region: string }

export type Rows<T> = {
  get(at: Place, id: string): T | undefined
  put(at: Place, id: string, value: T): void
  remove(at: Place, id: string): void
  /** Of one account and region, by id. */
  of(at: Place, prefix?: string): T[]
  /** Of every account and region. */
  all(): T[]
}

export const rows = <T>(kernel: Pick<Kernel, 'shelf'>, kind: string): Rows<T> => {
  const key = (at: Place, id: string) => `${at.accountId}/${at.region}/${id}`
  return {
    get: (at, id) => kernel.shelf.get<T>(kind, key(at, id)),
    put: (at, id, value) => kernel.shelf.put(kind, key(at, id), value),
    remove: (at, id) => kernel.shelf.remove(kind, key(at, id)),
    of: (at, prefix = '') => kernel.shelf.list<T>(kind, key(at, prefix)).map(([, value]) => value),
    all: () => kernel.shelf.list<T>(kind).map(([, value]) => value),
  }
}

export const placeOf = (arn: string): Place => {
  const [, , , region = '', accountId = ''] = arn.split(':')
  return { accountId, region }
}

/** How one service of the region calls another on the customer's behalf. */
export const asService = (at: Place, name: string) => ({
  accountId: at.accountId,
  region: at.region,
  arn: `arn:aws:sts::${at.accountId}:assumed-role/AWSServiceRoleFor${name}/${name}`,
})

export type Tags = Record<string, string>
