import { expect, test } from 'vitest'
import { toldOfOne } from '../../bench/calls/event.ts'

test('an event leads to two calls of who keeps the summary, one look for listeners, and a post to each', async () => {
  expect(await toldOfOne(40, 3)).toMatchObject({ calls: 3, posts: 3 })
})

test('nobody listens: nothing is posted', async () => {
  expect(await toldOfOne(40, 0)).toMatchObject({ calls: 3, posts: 0 })
})
