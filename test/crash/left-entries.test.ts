import { expect, test } from 'vitest'
import { goOn, journeyOf } from './journey.ts'
import { killAt } from './kill.ts'
import { Lane } from './lane.ts'
import { commit } from './program.ts'
import { type Story, stories } from './stories.ts'

// A step's place among those at work would be kept for a minute (app/store/at-work.ts), and undoing wait for it.
test('steps that died with Panda keep nobody waiting after its start (found by npm run crash)', {
  timeout: 150_000,
}, async () => {
  const lane = await Lane.open()
  try {
    const first = journeyOf(stories.find(({ name }) => name === 'second release')!)
    await commit(lane.dataDir, { text: first.text })
    await goOn(lane, first)
    const { url } = await lane.panda.client.result(first.id!)
    const cancel = stories.find(({ name }) => name === 'cancel')!
    const story: Story = { ...cancel, armedAtReady: undefined }
    const spot = { call: 'table put event READY #1', side: 'before', kind: 'lasting', same: 1 } as const
    const verdict = await killAt(lane, story, spot, { url: url!, text: first.text })
    expect(verdict).toMatchObject({ outcome: 'held', end: 'CANCELLED' })
    expect(verdict.seconds).toBeLessThan(40)
  } finally {
    await lane.close()
  }
})
