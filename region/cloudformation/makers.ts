import type { Maker } from './making.ts'
import { networkMakers } from './network-makers.ts'
import { programMakers } from './program-makers.ts'
import { releaseMakers } from './release-makers.ts'
import { roleMakers } from './role-maker.ts'

/** Resource types that this region can make. */
export const makers: Record<string, Maker> = { ...programMakers, ...networkMakers, ...releaseMakers, ...roleMakers }
