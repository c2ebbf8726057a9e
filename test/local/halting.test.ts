import { expect, it } from 'vitest'
import { halting } from '../../local/halting.ts'
import { memoryTable } from '../../region/memory-table.ts'

const settledWithin = async (work: Promise<unknown>, ms = 20) => {
  let settled = false
  const note = () => {
    settled = true
  }
  work.then(note, note)
  await new Promise(resolve => setTimeout(resolve, ms))
  return settled
}
const item = { pk: 'dep_1', sk: '1' }

it('is the table, up to the halt', async () => {
  const { table } = halting(memoryTable())
  expect(await table.put(item)).toBe(true)
  expect(await table.get(item)).toEqual(item)
  await expect(
    halting({ ...memoryTable(), get: () => Promise.reject(new Error('torn')) }).table.get(item),
  ).rejects.toThrow('torn')
})

it('answers nobody after the halt, and writes nothing', async () => {
  const inner = memoryTable()
  const { table, halt } = halting(inner)
  await halt()
  expect(await settledWithin(table.put(item))).toBe(false)
  expect(await inner.get(item)).toBeUndefined()
})

it('halts when what is under way is over, without an answer to it', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const { table, halt } = halting({ ...memoryTable(), get: () => promise })
  const asked = table.get(item)
  const halted = halt()
  expect(await settledWithin(halted)).toBe(false)
  resolve(undefined)
  await halted
  expect(await settledWithin(asked)).toBe(false)
})
