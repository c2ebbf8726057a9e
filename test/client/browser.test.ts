import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { expect, it } from 'vitest'

const folder = new URL('../../client/', import.meta.url)

it.each(readdirSync(folder))('%s can be loaded by a browser: only its neighbours are imported', name => {
  const script = stripTypeScriptTypes(readFileSync(new URL(name, folder), 'utf8'))
  const imported = [...script.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, from]) => from)
  for (const from of imported) expect(from).toMatch(/^\.\/[a-z0-9-]+\.ts$/)
  expect(script).not.toMatch(/\b(process|Buffer|require|setImmediate)\b[.(]/)
})
