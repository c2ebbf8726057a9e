import { expect, test } from 'vitest'
import { cleanJourney, withDeliveries } from './trouble.ts'

const sent = (await cleanJourney()).eventsSent()
const everyThird = Array.from({ length: sent }, (_, n) => n).filter(n => n % 3 === 0)
const both = ['COMPLETED', 'COMPLETED']

test.each(everyThird)('event %i is lost: slower, and as well', async n => {
  const states = await withDeliveries((_, at) => (at === n ? [] : [0]))
  expect(states.map(state => state.status)).toEqual(both)
})

test('no event comes', async () => {
  expect((await withDeliveries(() => [])).map(state => state.status)).toEqual(both)
})

test('every event comes twice, and late', async () => {
  expect((await withDeliveries(() => [0, 700, 45_000])).map(state => state.status)).toEqual(both)
})
