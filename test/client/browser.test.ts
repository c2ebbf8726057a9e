import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { expect, it } from 'vitest'

const folder = new URL('../../client/', import.meta.url)

const importsOf = (file: URL) => {
  const script = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  return { script, imported: [...script.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, from]) => from!) }
}

it.each(readdirSync(folder))(
  '%s can be loaded by a browser: only neighbours and plain files of core/ are imported',
  name => {
    const { script, imported } = importsOf(new URL(name, folder))
    for (const from of imported) {
      expect(from).toMatch(/^\.(\.\/core)?\/[a-z0-9-]+\.ts$/)
      if (from.startsWith('../core/')) expect(importsOf(new URL(from, folder)).imported).toEqual([])
    }
    expect(script).not.toMatch(/\b(process|Buffer|require|setImmediate)\b[.(]/)
  },
)
