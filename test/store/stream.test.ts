import { expect, it } from 'vitest'
import type { Item } from '../../core/ports.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Reader, streamed } from '../../region/stream.ts'

const setUp = (...readers: Reader[]) => {
  const faults: [message: string, sk: string][] = []
  const pauses: number[] = []
  const table = streamed(
    memoryTable(),
    readers,
    (fault, item) => faults.push([String(fault), item.sk]),
    async ms => {
      pauses.push(ms)
    },
  )
  return { table, faults, pauses }
}

const collector = () => {
  const seen: Item[] = []
  const reader: Reader = async item => {
    seen.push(item)
  }
  return { seen, reader, sks: () => seen.map(item => item.sk) }
}

const row = (sk: string, pk = 'a') => ({ pk, sk })

it('every reader gets what was put, in order; what was not written nobody gets', async () => {
  const [one, two] = [collector(), collector()]
  const { table } = setUp(one.reader, two.reader)
  for (const sk of ['1', '2', '2', '3']) await table.put(row(sk), 'absent')
  await expect(table.put(row(''))).rejects.toThrow()
  await table.settled()
  expect(one.sks()).toEqual(['1', '2', '3'])
  expect(two.sks()).toEqual(['1', '2', '3'])
})

it('is still a table, and other writes are no news', async () => {
  const { seen, reader } = collector()
  const { table } = setUp(reader)
  await table.change(row('1'), { add: { set: 'x' } })
  expect(await table.get(row('1'))).toEqual({ ...row('1'), set: new Set(['x']) })
  await table.take(row('1'))
  await table.remove(row('1'))
  await table.settled()
  expect(seen).toEqual([])
})

it('hands each reader its own copy of what was stored', async () => {
  const { seen, reader } = collector()
  const { table } = setUp(async item => {
    item.spoilt = true
  }, reader)
  const item = { ...row('1'), gone: undefined, n: 1 }
  const put = table.put(item)
  item.n = 2
  await put
  await table.settled()
  expect(seen).toStrictEqual([{ ...row('1'), n: 1 }])
})

it('the next of a key waits for the one before, other keys and readers do not', async () => {
  const quick = collector()
  const done: string[] = []
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const { table } = setUp(async item => {
    if (item.pk === 'a' && item.sk === '1') await gate
    done.push(`${item.pk}${item.sk}`)
  }, quick.reader)
  for (const [pk, sk] of [
    ['a', '1'],
    ['a', '2'],
    ['b', '1'],
  ] as const)
    await table.put(row(sk, pk))
  await new Promise(setImmediate)
  expect(done).toEqual(['b1'])
  expect(quick.seen.filter(item => item.pk === 'a').map(item => item.sk)).toEqual(['1', '2'])
  expect(quick.seen).toHaveLength(3)
  open()
  await table.settled()
  expect(done).toEqual(['b1', 'a1', 'a2'])
})

it('a reader that fails gets it again after growing pauses, before what comes next', async () => {
  const got: string[] = []
  let failures = 2
  const { table, faults, pauses } = setUp(async item => {
    got.push(item.sk)
    if (item.sk === '1' && failures-- > 0) throw new Error('not now')
  })
  await table.put(row('1'))
  await table.put(row('2'))
  await table.settled()
  expect(got).toEqual(['1', '1', '1', '2'])
  expect(pauses).toEqual([50, 200])
  expect(faults).toEqual([])
})

it('a reader that never gets through is reported, and the rest goes on', async () => {
  const good = collector()
  const got: string[] = []
  const { table, faults, pauses } = setUp(async item => {
    got.push(item.sk)
    if (item.sk === '1') throw new Error('never')
  }, good.reader)
  await table.put(row('1'))
  await table.put(row('2'))
  await table.settled()
  expect(got).toEqual(['1', '1', '1', '1', '1', '2'])
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  expect(faults).toEqual([['Error: never', '1']])
  expect(good.sks()).toEqual(['1', '2'])
})

it('settled waits for what readers themselves put; readers may be added after', async () => {
  const readers: Reader[] = []
  const { seen, reader } = collector()
  const table = streamed(
    memoryTable(),
    readers,
    () => {},
    async () => {},
  )
  readers.push(reader, async item => {
    if (item.sk < '5') await table.put(row(String(Number(item.sk) + 1)))
  })
  await table.put(row('1'))
  await table.settled()
  expect(seen.map(item => item.sk)).toEqual(['1', '2', '3', '4', '5'])
  await table.settled()
})
