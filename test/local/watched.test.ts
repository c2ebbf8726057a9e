// Who begins to listen wakes the step that waits for the switch, unless it is awake.
import { beforeEach, expect, it } from 'vitest'
import * as figures from '../../app/store/figures.ts'
import * as tokens from '../../app/store/tokens.ts'
import { withSight } from '../../core/live-figures.ts'
import type { Settings } from '../../core/settings.ts'
import { readSettings } from '../../core/settings.ts'
import { watchedReader } from '../../local/watched.ts'
import { memoryTable } from '../../region/memory-table.ts'

const table = memoryTable()
let [time, slept, n] = [0, 0, 0]
let woken: string[]
let duringSleep: () => Promise<void>
let id: string
const now = () => new Date(Date.parse('2026-11-20T10:00:00.000Z') + time).toISOString()
const ports = {
  table,
  clock: {
    now,
    sleep: async (ms: number) => {
      slept += ms
      time += ms
      await duringSleep()
    },
  },
  executions: {
    start: async () => {},
    running: async () => true,
    succeed: async () => 'ok' as const,
    fail: async (token: string, error: string) => {
      woken.push(`${token} ${error}`)
      return 'ok' as const
    },
  },
}
const listens = watchedReader(ports, readSettings({ PANDA_FIGURES_SECONDS: '2' }) as Settings)
const begins = (more: object = {}) => listens({ pk: `subs#${id}`, sk: 'c1', following: true, ...more })
const waitsIn = (state: string) => tokens.keep(ports, id, { token: `in ${state}`, state, enteredAt: now() })
const looks = async () => {
  await figures.keep(ports, id, withSight(await figures.find(ports, id), {}, now()))
}

beforeEach(() => {
  ;[time, slept, woken, id] = [0, 0, [], `dep_${++n}`]
  duringSleep = async () => {}
})

it('wakes the one that has told nothing for a while, at once', async () => {
  await waitsIn('AwaitSwitch')
  await begins()
  await looks()
  time += 5_000
  await begins()
  expect([woken, slept]).toEqual([['in AwaitSwitch Look', 'in AwaitSwitch Look'], 0])
})

it('leaves alone one that is awake and tells', async () => {
  await waitsIn('AwaitSwitch')
  await looks()
  duringSleep = looks
  await begins()
  expect(woken).toEqual([])
})

it('wakes one that had just left when nobody was there', async () => {
  await waitsIn('AwaitSwitch')
  await looks()
  await begins()
  expect(woken).toEqual(['in AwaitSwitch Look'])
})

it('wakes nobody who waits for something else, nor for who has not heard what was before', async () => {
  await begins()
  await waitsIn('BuildImage')
  await begins()
  await waitsIn('AwaitSwitch')
  await begins({ following: false })
  await listens({ pk: id, sk: 'figures', following: true })
  expect(woken).toEqual([])
})
