// What a figure is: measured beside its rival, held against its bar.
import type { Ratio } from './pairs.ts'

export type Row = {
  name: string
  ours: string
  /** What people use instead, or what there would be without it. */
  rival: string
  /** What cannot be gone below here. */
  limit?: string
  ratio?: Ratio
  bar: string
  /** Better than the bar, and not demanded. */
  aim?: string
  pass: boolean
}

export type Wishes = {
  /** Of each contender; at least 15 where nobody asks for fewer. */
  rounds: number | undefined
  /** How far it has come. */
  told(done: number, all: number): void
  /** Whether pictures go into docs/pictures. */
  write: boolean
}

export type Figure = { number: number; name: string; measure(wishes: Wishes): Promise<Row[]> }

export const ms = (value: number) => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`
export const us = (value: number) => `${Math.round(value)} µs`
export const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`
export const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
