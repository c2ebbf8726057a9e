// What runs within a simulation has no time and no chance but the simulation's, whatever it reaches for. Outside of one (the
// test runner, another file) nothing has changed.
import { AsyncLocalStorage } from 'node:async_hooks'
import { cloned } from './copies.ts'
import type { Process } from './process.ts'
import type { Scheduler } from './scheduler.ts'

export const atWork = new AsyncLocalStorage<{ scheduler: Scheduler; process: Process }>()

const wall = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now }
const chance = Math.random

class VirtualTimer {
  readonly cancel: () => void
  constructor(cancel: () => void) {
    this.cancel = cancel
  }
  unref() {
    return this
  }
}

const setVirtual = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
  const here = atWork.getStore()
  if (!here) return wall.setTimeout(run, ms, ...given)
  const { scheduler, process } = here
  const ring = () => {
    if (!process.isDead) scheduler.within(process, () => run(...given))
  }
  return new VirtualTimer(scheduler.at(scheduler.now() + ms, ring))
}

const clearVirtual = (timer: unknown) => {
  if (timer instanceof VirtualTimer) timer.cancel()
  else wall.clearTimeout(timer as NodeJS.Timeout)
}

const realClone = globalThis.structuredClone
const cloneQuickly: typeof structuredClone = (value, ...more) =>
  atWork.getStore() && more.length === 0 ? cloned(value) : realClone(value, ...more)

Object.assign(globalThis, { structuredClone: cloneQuickly, setTimeout: setVirtual, clearTimeout: clearVirtual })
Date.now = () => atWork.getStore()?.scheduler.now() ?? wall.now()
Math.random = () => {
  if (atWork.getStore()) throw new Error('Math.random within a simulation: no seed decides it')
  return chance()
}
