// API tokens: one item that a token is found by, one that its tenant sees. Whoever reads the table learns none: it holds
// hashes. They need neither salt nor stretching, being hashes of 256 random bits.
//
//   pk  api-token#{sha256 of the token, hex}     sk  token
//       tenant, by, role, maker, token, scopes?, expires     epoch seconds
//   pk  tenant#T                                 sk  token#tok_…
//       id, name, role, scopes?, createdBy, createdAt, hash, expires
import { createHash } from 'node:crypto'
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { Scope } from '../../core/roles.ts'
import type { Role } from '../../core/vocabulary.ts'

type Store = Pick<Ports, 'table'>

export type ApiToken = {
  id: string
  name: string
  role: Role
  /** All that it may; then `role` is the least that there is. */
  scopes?: Scope[]
  createdBy: string
  createdAt: string
  /** Epoch seconds. */
  expires: number
}

/** Whom a token stands for. */
export type Bearer = Pick<ApiToken, 'role' | 'scopes' | 'expires'> & {
  tenant: string
  by: string
  /** Absent: of before these were kept. */
  maker?: string
  token?: string
}

/** What is cut off in between is listed and opens nothing; the other way round nobody would see it to revoke it. */
export const keep = async ({ table }: Store, tenant: string, secret: string, token: ApiToken): Promise<void> => {
  const hash = hashOf(secret)
  const { id, name, role, scopes, createdBy, expires } = token
  await table.put({ ...token, hash, ...listedKey(tenant, token.id) })
  const by = `${name} (token of ${createdBy})`.slice(0, 200)
  const bearer = { tenant, by, role, maker: createdBy, token: id, ...(scopes && { scopes }), expires }
  await table.put({ ...bearer, ...foundKey(hash) })
}

/** Expired ones too, until the table has dropped them: within days. */
export const find = async ({ table }: Store, secret: string): Promise<Bearer | undefined> => {
  const item = await table.get(foundKey(hashOf(secret)))
  if (!item) return undefined
  const { pk: _, sk: __, ...bearer } = item
  return bearer as Bearer
}

/** Those that have not expired, oldest first. */
export const list = async ({ table, clock }: Pick<Ports, 'table' | 'clock'>, tenant: string): Promise<ApiToken[]> => {
  return (await table.query(`tenant#${tenant}`, { prefix }))
    .map(tokenOf)
    .filter(({ expires }) => expires * 1000 > Date.parse(clock.now()))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}

/** Good no more from here on. One that is not there, or another's, is left as it is. */
export const revoke = async ({ table }: Store, tenant: string, id: string): Promise<void> => {
  const listed = await table.get(listedKey(tenant, id))
  if (!listed) return
  await table.remove(foundKey(String(listed.hash)))
  await table.remove(listedKey(tenant, id))
}

/** Nothing but keep writes these. */
const tokenOf = ({ pk: _, sk: __, hash: ___, ...token }: Item) => token as ApiToken

const prefix = 'token#'

const listedKey = (tenant: string, id: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${id}` })

const foundKey = (hash: string): Key => ({ pk: `api-token#${hash}`, sk: 'token' })

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
