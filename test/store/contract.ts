// What a Table promises, whichever it is: memory, dynalite, DYNAMODB_ENDPOINT.
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Item, Table } from '../../core/ports.ts'

const at = (n: number) => String(n).padStart(4, '0')
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

/** `open` answers the table; tests keep apart by partition keys of their own, so that it may be shared and kept. */
export const tableContract = (open: () => Table) => {
  let table: Table
  let pk: string
  const fresh = () => {
    table = open()
    pk = `test_${randomUUID()}`
    return { table, pk }
  }
  const sks = (items: Item[]) => items.map(item => item.sk)

  describe('items', () => {
    it('answers what was put, all kinds of values', async () => {
      const { table, pk } = fresh()
      const item = {
        pk,
        sk: 'a',
        text: '',
        count: -1.5,
        yes: true,
        nothing: null,
        list: [1, 'two', [null], {}],
        map: { deep: { er: [false] } },
        set: new Set(['x', 'y']),
      }
      expect(await table.put(item)).toBe(true)
      expect(await table.get({ pk, sk: 'a' })).toEqual(item)
    })

    it('knows nothing of what was never put', async () => {
      const { table, pk } = fresh()
      expect(await table.get({ pk, sk: 'a' })).toBeUndefined()
      expect(await table.query(pk)).toEqual([])
      await table.remove({ pk, sk: 'a' })
    })

    it('drops what is undefined, at any depth, and empty sets', async () => {
      const { table, pk } = fresh()
      const gone = undefined
      await table.put({ pk, sk: 'a', gone, map: { gone, kept: 1 }, list: [1, gone, 2], set: new Set() })
      expect(await table.get({ pk, sk: 'a' })).toStrictEqual({ pk, sk: 'a', map: { kept: 1 }, list: [1, 2] })
    })

    it('replaces the whole item', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', old: 1 })
      await table.put({ pk, sk: 'a', new: 1 })
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', new: 1 })
    })

    it('hands out copies and keeps copies', async () => {
      const { table, pk } = fresh()
      const item = { pk, sk: 'a', map: { n: 1 } }
      await table.put(item)
      item.map.n = 2
      const read = await table.get({ pk, sk: 'a' })
      Object.assign(read?.map ?? {}, { n: 3 })
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', map: { n: 1 } })
    })

    it('keeps odd characters in keys and values', async () => {
      const { table, pk } = fresh()
      const odd = [
        '배포 완료',
        'emoji 🐼',
        'quote "\'`',
        'line\nbreak\tand \u0000 nul',
        '#:/\\$(id);--',
        '\u{10ffff}',
        'é e\u0301',
      ]
      for (const text of odd) await table.put({ pk, sk: text, text, map: { [text]: text } })
      for (const text of odd)
        expect(await table.get({ pk, sk: text })).toEqual({ pk, sk: text, text, map: { [text]: text } })
      expect(await table.query(pk)).toHaveLength(odd.length)
    })

    it('makes half a character a whole one, as the wire does', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', cut: '🐼'.slice(0, 1) })
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', cut: '\ufffd' })
    })

    it('holds 390 kB, and refuses more than 400 kB without losing what was there', async () => {
      const { table, pk } = fresh()
      const text = 'x'.repeat(390_000)
      await table.put({ pk, sk: 'a', text })
      expect((await table.get({ pk, sk: 'a' }))?.text).toBe(text)
      await expect(table.put({ pk, sk: 'a', text: 'x'.repeat(410_000) })).rejects.toMatchObject({ kind: 'invalid' })
      expect((await table.get({ pk, sk: 'a' }))?.text).toBe(text)
    })

    it.each([
      ['an empty pk', { pk: '', sk: 'a' }],
      ['an empty sk', { pk: 'a', sk: '' }],
      ['a pk of 2049 bytes', { pk: 'x'.repeat(2049), sk: 'a' }],
      ['an sk of 1025 bytes', { pk: 'a', sk: 'x'.repeat(1025) }],
      ['a number that is none', { pk: 'a', sk: 'a', n: Number.NaN }],
      ['a number it would round', { pk: 'a', sk: 'a', n: 2 ** 60 }],
      ['a date', { pk: 'a', sk: 'a', at: new Date(0) }],
      ['a function', { pk: 'a', sk: 'a', run: () => 1 }],
      ['an index key of the wrong type', { pk: 'a', sk: 'a', ownedPk: 1, ownedSk: 'a' }],
    ])('refuses %s', async (_, item) => {
      const { table } = fresh()
      await expect(table.put(item)).rejects.toMatchObject({ name: 'CloudFault', kind: 'invalid' })
    })

    it('keeps an expiry as the number it is', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', expires: 1_795_000_000 })
      expect((await table.get({ pk, sk: 'a' }))?.expires).toBe(1_795_000_000)
    })

    it('removes', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a' })
      await table.remove({ pk, sk: 'a' })
      expect(await table.get({ pk, sk: 'a' })).toBeUndefined()
    })
  })

  describe('conditions', () => {
    it('absent: the first wins, the second changes nothing', async () => {
      const { table, pk } = fresh()
      expect(await table.put({ pk, sk: 'a', by: 1 }, 'absent')).toBe(true)
      expect(await table.put({ pk, sk: 'a', by: 2 }, 'absent')).toBe(false)
      expect(await table.put({ pk, sk: 'a', by: 1 }, 'absent')).toBe(false)
      expect((await table.get({ pk, sk: 'a' }))?.by).toBe(1)
    })

    it.each([
      ['numbers', 9, 10, 2],
      ['strings', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.001Z', '2025-01-01T00:00:00.000Z'],
    ])('raises: higher %s only', async (_, middle, high, low) => {
      const { table, pk } = fresh()
      const put = (by: unknown) => table.put({ pk, sk: 'a', by }, { raises: 'by' })
      expect(await put(middle)).toBe(true)
      expect(await put(middle)).toBe(false)
      expect(await put(low)).toBe(false)
      expect(await put(high)).toBe(true)
      expect((await table.get({ pk, sk: 'a' }))?.by).toBe(high)
    })

    it('raises: an attribute that is a reserved word, or was not there', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a' })
      expect(await table.put({ pk, sk: 'a', timestamp: 1 }, { raises: 'timestamp' })).toBe(true)
      await expect(table.put({ pk, sk: 'a' }, { raises: 'timestamp' })).rejects.toMatchObject({ kind: 'invalid' })
    })

    it('of 20 who put the same key at once, one gets it', async () => {
      const { table, pk } = fresh()
      const won = await Promise.all(times(20, n => table.put({ pk, sk: 'a', n }, 'absent')))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect((await table.get({ pk, sk: 'a' }))?.n).toBe(won.indexOf(true))
    })

    it('of 20 who take at once, one gets it', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', secret: 1 })
      const taken = await Promise.all(times(20, () => table.take({ pk, sk: 'a' })))
      expect(taken.filter(item => item !== undefined)).toEqual([{ pk, sk: 'a', secret: 1 }])
      expect(await table.get({ pk, sk: 'a' })).toBeUndefined()
    })

    it('20 writers append to one log without a gap, each event once', async () => {
      const { table, pk } = fresh()
      const append = async (writer: number): Promise<void> => {
        // Each round one of them gets on: 20 rounds at most.
        for (let round = 0; round < 20; round++) {
          const [last] = await table.query(pk, { prefix: 'e#', descending: true, limit: 1 })
          const seq = Number(last?.seq ?? 0) + 1
          if (await table.put({ pk, sk: `e#${at(seq)}`, seq, writer }, 'absent')) return
        }
        throw new Error(`writer ${writer} never got on`)
      }
      await Promise.all(times(20, append))
      const log = await table.query(pk, { prefix: 'e#' })
      expect(log.map(row => row.seq)).toEqual(times(20, n => n + 1))
      expect(new Set(log.map(row => row.writer)).size).toBe(20)
    })
  })

  describe('sets', () => {
    it('adds and removes in one write, making the item', async () => {
      const { table, pk } = fresh()
      const key = { pk, sk: 'lock' }
      await table.change(key, { add: { waiters: 'a' } })
      const after = await table.change(key, { add: { holders: 'a' }, remove: { waiters: 'a' } })
      expect(after).toStrictEqual({ ...key, holders: new Set(['a']) })
      expect(await table.get(key)).toStrictEqual({ ...key, holders: new Set(['a']) })
    })

    it('says the same thing twice without harm', async () => {
      const { table, pk } = fresh()
      const key = { pk, sk: 'lock' }
      for (const _ of [1, 2]) await table.change(key, { add: { holders: 'a' } })
      expect((await table.get(key))?.holders).toEqual(new Set(['a']))
      for (const _ of [1, 2]) await table.change(key, { remove: { holders: 'a', waiters: 'a' } })
      expect(await table.get(key)).toStrictEqual(key)
    })

    it('leaves other attributes alone', async () => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', since: 1, holders: new Set(['a', 'b']) })
      await table.change({ pk, sk: 'a' }, { remove: { holders: 'a' } })
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', since: 1, holders: new Set(['b']) })
    })

    it('an emptied set is absent, and has room again', async () => {
      const { table, pk } = fresh()
      const key = { pk, sk: 'lock' }
      const take = (member: string) =>
        table.change(key, { add: { holders: member }, room: { set: 'holders', below: 1, member } })
      await take('a')
      expect(await take('b')).toBeUndefined()
      await table.change(key, { remove: { holders: 'a' } })
      expect(await table.get(key)).toStrictEqual(key)
      expect((await take('b'))?.holders).toEqual(new Set(['b']))
    })

    it('no room: nothing changes; who is in already is told so', async () => {
      const { table, pk } = fresh()
      const key = { pk, sk: 'lock' }
      const take = (member: string, below: number) =>
        table.change(key, {
          add: { holders: member },
          remove: { waiters: member },
          room: { set: 'holders', below, member },
        })
      await table.change(key, { add: { waiters: 'c' } })
      expect(await take('a', 2)).toBeDefined()
      expect(await take('b', 2)).toBeDefined()
      expect(await take('c', 2)).toBeUndefined()
      expect((await take('a', 2))?.holders).toEqual(new Set(['a', 'b']))
      expect((await table.get(key))?.waiters).toEqual(new Set(['c']))
      expect(await take('d', 0)).toBeUndefined()
    })

    it('room for none is room for none, also in an empty set', async () => {
      const { table, pk } = fresh()
      const room = { set: 'holders', below: 0, member: 'a' }
      expect(await table.change({ pk, sk: 'a' }, { add: { holders: 'a' }, room })).toBeUndefined()
      expect(await table.get({ pk, sk: 'a' })).toBeUndefined()
    })

    it('of 20 contenders for one lock, one gets it', async () => {
      const { table, pk } = fresh()
      const take = (n: number) => {
        const member = `2026-11-20T10:00:00.000Z dep_${n}`
        return table.change(
          { pk, sk: 'lock' },
          { add: { holders: member }, room: { set: 'holders', below: 1, member } },
        )
      }
      const got = await Promise.all(times(20, take))
      expect(got.filter(item => item !== undefined)).toHaveLength(1)
    })

    it('20 who add at once are all in', async () => {
      const { table, pk } = fresh()
      await Promise.all(times(20, n => table.change({ pk, sk: 'a' }, { add: { all: `m${n}` } })))
      expect((await table.get({ pk, sk: 'a' }))?.all).toEqual(new Set(times(20, n => `m${n}`)))
    })

    it.each([
      ['the same set both ways', { add: { s: 'a' }, remove: { s: 'b' } }],
      ['a set that is none', { add: { text: 'a' } }],
    ])('refuses %s', async (_, change) => {
      const { table, pk } = fresh()
      await table.put({ pk, sk: 'a', text: 'no set' })
      await expect(table.change({ pk, sk: 'a' }, change)).rejects.toMatchObject({ kind: 'invalid' })
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', text: 'no set' })
    })
  })

  describe('queries', () => {
    const filled = async () => {
      const { table, pk } = fresh()
      const all = ['a#0001', 'e#0001', 'e#0002', 'e#0003', 'e#0010', 'o#0001', 'summary']
      await Promise.all(all.toReversed().map(sk => table.put({ pk, sk })))
      await table.put({ pk: `${pk}x`, sk: 'e#0002' })
      return { all, query: async (range?: Parameters<Table['query']>[1]) => sks(await table.query(pk, range)) }
    }

    it('answers one partition in order, either way', async () => {
      const { all, query } = await filled()
      expect(await query()).toEqual(all)
      expect(await query({ descending: true })).toEqual(all.toReversed())
    })

    it('prefix, after and limit, alone and together', async () => {
      const { query } = await filled()
      expect(await query({ prefix: 'e#' })).toEqual(['e#0001', 'e#0002', 'e#0003', 'e#0010'])
      expect(await query({ prefix: 'e#', after: 'e#0002' })).toEqual(['e#0003', 'e#0010'])
      expect(await query({ prefix: 'e#', after: 'e#0005' })).toEqual(['e#0010'])
      expect(await query({ prefix: 'e#', after: 'e#0010' })).toEqual([])
      expect(await query({ prefix: 'e#', after: 'e#0001', limit: 2 })).toEqual(['e#0002', 'e#0003'])
      expect(await query({ prefix: 'e#', descending: true, limit: 1 })).toEqual(['e#0010'])
      expect(await query({ prefix: 'e#', descending: true, after: 'e#0003' })).toEqual(['e#0002', 'e#0001'])
      expect(await query({ after: 'o#0001' })).toEqual(['summary'])
      expect(await query({ limit: 0 })).toEqual([])
      expect(await query({ prefix: 'nothing' })).toEqual([])
    })

    it('an `after` outside of the prefix', async () => {
      const { query } = await filled()
      const every = ['e#0001', 'e#0002', 'e#0003', 'e#0010']
      expect(await query({ prefix: 'e#', after: 'a' })).toEqual(every)
      expect(await query({ prefix: 'e#', after: 'z' })).toEqual([])
      expect(await query({ prefix: 'e#', after: 'z', descending: true })).toEqual(every.toReversed())
      expect(await query({ prefix: 'e#', after: 'a', descending: true })).toEqual([])
      expect(await query({ prefix: 'e#', after: '' })).toEqual(every)
    })

    it('answers more than one page of 1 MB', async () => {
      const { table, pk } = fresh()
      const text = 'x'.repeat(390_000)
      await Promise.all(times(7, n => table.put({ pk, sk: at(n), text })))
      expect(sks(await table.query(pk))).toEqual(times(7, at))
      expect(sks(await table.query(pk, { limit: 5, descending: true }))).toEqual(times(5, n => at(6 - n)))
    })

    it('sees at once what was just written', async () => {
      const { table, pk } = fresh()
      for (let n = 0; n < 20; n++) {
        await table.put({ pk, sk: at(n) })
        expect(await table.query(pk)).toHaveLength(n + 1)
      }
    })
  })

  describe('indexes', () => {
    const owned = (owner: string, n: number, more: object = {}): Item => ({
      pk: `${owner}_dep_${at(n)}`,
      sk: 'summary',
      ownedPk: owner,
      ownedSk: `2026-11-${at(n)}`,
      ...more,
    })
    const walk = async (range: Omit<Parameters<Table['index']>[2], 'from'>) => {
      const pages: number[][] = []
      let from: (Item & { sort: string }) | Awaited<ReturnType<Table['index']>>['next']
      for (let page = 0; page < 20; page++) {
        const { items, next } = await table.index('owned', pk, { ...range, from })
        pages.push(items.map(item => Number(item.pk.slice(-4))))
        from = next
        if (!next) return pages
      }
      throw new Error('never ends')
    }

    it('answers by the sort attribute, page by page, each once', async () => {
      fresh()
      await Promise.all(times(7, n => table.put(owned(pk, n))))
      await table.put(owned(`${pk}-other`, 1))
      expect(await walk({ limit: 3 })).toEqual([[0, 1, 2], [3, 4, 5], [6]])
      expect(await walk({ limit: 3, descending: true })).toEqual([[6, 5, 4], [3, 2, 1], [0]])
      expect(await walk({ limit: 7 })).toEqual([[0, 1, 2, 3, 4, 5, 6]])
      expect(await walk({ limit: 0 })).toEqual([[]])
    })

    it('those of the same time each once too', async () => {
      fresh()
      await Promise.all(times(7, n => table.put(owned(pk, n, { ownedSk: 'same' }))))
      const pages = await walk({ limit: 2 })
      expect(pages.flat().sort()).toEqual(times(7, n => n))
    })

    it('filters before the limit', async () => {
      fresh()
      await Promise.all(
        times(30, n => table.put(owned(pk, n, { status: n % 10 ? 'FAILED' : 'RUNNING', repo: `r${n % 2}` }))),
      )
      expect(await walk({ limit: 2, where: { status: 'RUNNING' } })).toEqual([[0, 10], [20]])
      expect(await walk({ limit: 3, where: { status: 'RUNNING' }, descending: true })).toEqual([[20, 10, 0]])
      expect(await walk({ limit: 3, where: { status: 'RUNNING', repo: 'r1' } })).toEqual([[]])
    })

    it('filters across pages of 1 MB', async () => {
      fresh()
      const text = 'x'.repeat(300_000)
      await Promise.all(times(9, n => table.put(owned(pk, n, { text, status: n === 8 ? 'RUNNING' : 'FAILED' }))))
      expect(await walk({ limit: 1, where: { status: 'RUNNING' } })).toEqual([[8]])
    })

    it('follows the item: changed, out of the index, removed', async () => {
      fresh()
      const keys = async () => (await table.index('live', pk, { limit: 10 })).items.map(item => [item.pk, item.n])
      const item = { pk: `${pk}_dep`, sk: 'summary' }
      await table.put({ ...item, n: 1, livePk: pk, liveSk: 'a' })
      await table.put({ ...item, n: 2, livePk: pk, liveSk: 'b' })
      expect(await keys()).toEqual([[item.pk, 2]])
      await table.put({ ...item, n: 3 })
      expect(await keys()).toEqual([])
      await table.put({ ...item, n: 4, livePk: pk, liveSk: 'c' })
      expect(await keys()).toEqual([[item.pk, 4]])
      await table.take(item)
      expect(await keys()).toEqual([])
    })

    it('goes on from an item that has gone meanwhile', async () => {
      fresh()
      await Promise.all(times(4, n => table.put(owned(pk, n))))
      const { next } = await table.index('owned', pk, { limit: 2 })
      await table.remove(next!)
      const rest = await table.index('owned', pk, { limit: 2, from: next })
      expect(rest.items.map(item => item.ownedSk)).toEqual(['2026-11-0002', '2026-11-0003'])
    })
  })
}
