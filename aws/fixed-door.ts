// Where Panda's requests come from one fixed address, the service's stack lets it in.
import type { ProbeDoor } from '../core/ports.ts'

export const fixedDoor: ProbeDoor = { open: async () => 'open', close: async () => {} }
