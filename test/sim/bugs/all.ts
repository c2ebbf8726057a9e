import { afterwards } from './afterwards.ts'
import { beginning } from './beginning.ts'
import type { Bug } from './bug.ts'
import { gating } from './gating.ts'
import { machine } from './machine.ts'
import { people } from './people.ts'
import { reviewing } from './reviewing.ts'
import { setting } from './setting.ts'
import { storing } from './storing.ts'
import { world } from './world.ts'

export const bugs: Bug[] = [
  ...storing,
  ...machine,
  ...world,
  ...people,
  ...reviewing,
  ...gating,
  ...afterwards,
  ...setting,
  ...beginning,
]
