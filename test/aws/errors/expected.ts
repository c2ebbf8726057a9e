// Each no that an adapter expects, by its name or its words, as AWS says it, and what the adapter makes of it.
// Words and namespaces are from AWS's references and from answers that people have pasted; where one is known to differ
// from the others its source stands beside it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectedOfTheRest } from './expected-customer.ts'
import { expectedOfEvents } from './expected-events.ts'
import type { Script } from './loopback.ts'
import type { OverAws } from './operations.ts'

export type Row = {
  file: string
  /** As the adapter's source lists it. */
  listed: string
  says: Script
  ask: (ports: OverAws) => Promise<unknown>
  /** A value, or the kind of a fault. */
  answers: unknown
}

export const expected: Row[] = [...expectedOfEvents, ...expectedOfTheRest]

/** What the adapters' sources list in `unless([…])`, and where they look at a name themselves: `file: listed`, each once. */
export const listedInSources = (): string[] => {
  const folder = new URL('../../../aws', import.meta.url).pathname
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .flatMap(file => listedIn(readFileSync(join(folder, file), 'utf8')).map(listed => `${file}: ${listed}`))
  return [...new Set(found)].sort()
}

const listedIn = (source: string) => {
  const named = [...source.matchAll(/unless\(\s*(\w+)\s*,/g)].map(([, name = '']) => listOf(source, name))
  const lists = [...source.matchAll(/unless\(\s*\[([^\]]*)\]/g)].map(([, list = '']) => list)
  const names = [...source.matchAll(/\.name === '(\w+(?:Exception|Error))'/g)].map(([, name = '']) => `'${name}'`)
  return [...named, ...lists, ...names]
    .flatMap(list => list.match(/'[^']+'|\/(?:[^/\\]|\\.)+\/\w*|\b\d{3}\b/g) ?? [])
    .map(one => one.replaceAll("'", ''))
}

const listOf = (source: string, name: string) => {
  const list = new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(source)?.[1]
  if (list === undefined) throw new Error(`Where is the list ${name}?`)
  return list
}
