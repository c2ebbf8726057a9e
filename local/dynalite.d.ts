// What is used of dynalite, which has no types of its own.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  export default function dynalite(options: {
    /** LevelDB's folder; in memory if there is none. */
    path?: string
    createTableMs?: number
    deleteTableMs?: number
    updateTableMs?: number
  }): Server
}

declare module 'dynalite/db/index.js' {
  export type StoredItem = Record<string, object>
  export type StoredTable = { TableStatus: string; GlobalSecondaryIndexes?: object[] }

  export type LevelDb = {
    open(): Promise<void>
    close(): Promise<void>
    put(key: string, value: unknown): Promise<void>
    del(key: string): Promise<void>
    iterator<T>(range: { gte: string; lt: string }): {
      nextv(most: number): Promise<[key: string, value: T][]>
      close(): Promise<void>
    }
    values(range: { limit: number }): { close(): Promise<void>; return?(): Promise<void> }
  }

  /** The LevelDB that dynalite would open on this folder. */
  export function create(options: { path: string }): { db: LevelDb }

  /** What writing `item` over `existing` would put into indexes. */
  export function getIndexActions(
    indexes: object[],
    existing: StoredItem | undefined,
    item: StoredItem,
    table: StoredTable,
  ): { puts: { index: string; key: string; item: StoredItem }[] }
}
