// A success of every client as AWS sends it, through the adapter that asks for it.
import type { Script } from './loopback.ts'
import type { OverAws } from './operations.ts'
import { saidInJson } from './said-in-json.ts'
import { saidInXml } from './said-in-xml.ts'

export type Said = { client: string; says: Script; ask: (ports: OverAws) => Promise<unknown>; answers: unknown }

export const said: Said[] = [...saidInXml, ...saidInJson]
