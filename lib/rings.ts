// What is watched, and all that rings.
import type { Ring } from './alarms.ts'
import type { Builds } from './builds.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { EntryFunction } from './entry-function.ts'
import type { HttpApi } from './http-api.ts'
import type { LiveApi } from './live-api.ts'
import type { Pipeline } from './pipeline.ts'
import { functionRings, letterRings, streamRings } from './rings-of-functions.ts'
import { apiRings, buildRings, storeRings } from './rings-of-services.ts'
import type { Storage } from './storage.ts'

export type Watched = {
  functions: EntryFunction[]
  letters: DeadLetters
  http: HttpApi
  live: LiveApi
  builds: Builds
  pipeline: Pipeline
  storage: Storage
}

export const rings = (on: Watched): Ring[] => [
  ...functionRings(on),
  ...streamRings(),
  ...letterRings(on),
  ...apiRings(on),
  ...buildRings(on),
  ...storeRings(on),
]
