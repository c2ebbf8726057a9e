import { expect, test } from 'vitest'
import { type Point, share, spotsOf } from './points.ts'

const point = (call: string, side: Point['side'], kind: Point['kind'] = 'lasting'): Point => ({ call, side, kind })
const placesOf = (points: Point[]) => spotsOf(points).map(({ side, call }) => `${side} ${call}`)

test('what comes after one call and before the next leaves the same', () => {
  const one = [point('a', 'before'), point('a', 'after'), point('b', 'before'), point('b', 'after')]
  expect(placesOf(one)).toEqual(['before a', 'after a', 'after b'])
})

test('what dies with Panda makes no difference', () => {
  const socket = [point('socket', 'before', 'passing'), point('socket', 'after', 'passing')]
  const all = [point('a', 'before'), point('a', 'after'), ...socket, point('b', 'before')]
  expect(placesOf(all)).toEqual(['before a', 'after a'])
  expect(spotsOf(all)[1]?.same).toBe(4)
})

test('of calls side by side each beginning and each end is a spot of its own', () => {
  const all = [point('a', 'before'), point('b', 'before'), point('a', 'after'), point('b', 'after')]
  expect(placesOf(all)).toEqual(['before a', 'before b', 'after a', 'after b'])
})

test('shares begin elsewhere with each seed, and are all of it together', () => {
  const all = [0, 1, 2, 3, 4, 5, 6]
  const shares = [0, 1, 2].map(seed => share(all, 3, seed))
  expect(shares[0]).toEqual([0, 3, 6])
  expect(shares.flat().sort()).toEqual(all)
})
