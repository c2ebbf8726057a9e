// All figures, in the order of the table.
import { append } from './append/figure.ts'
import { calls, cost } from './calls/figure.ts'
import { chain } from './chain/figure.ts'
import type { Figure } from './figure.ts'
import { growth } from './growth/figure.ts'
import { journey } from './journey/figure.ts'
import { live } from './live/figure.ts'
import { push } from './push/figure.ts'
import { size } from './size/figure.ts'
import { start } from './start/figure.ts'
import { switching } from './switch/figure.ts'

export const figures: readonly Figure[] = [
  start,
  size,
  chain,
  append,
  live,
  push,
  calls,
  cost,
  journey,
  growth,
  switching,
]
