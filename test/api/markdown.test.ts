// docs/api.md is what the OpenAPI document says now.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../app/routes.ts'
import { apiDocument } from '../../bin/api-document.ts'
import { apiMarkdown } from '../../bin/api-markdown.ts'
import { errorCodes, eventCodes } from '../../core/vocabulary.ts'

const kept = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
let text: string
beforeAll(async () => {
  text = apiMarkdown(await apiDocument())
})

describe('docs/api.md', () => {
  it('is up to date', () => {
    expect(kept === text, 'docs/api.md is not what the document says: npm run docs:api').toBe(true)
  })

  it.each(routes)(
    'has $method $path in its table, with a chapter and a call by curl',
    ({ method, path, operation }) => {
      const anchor = operation.toLowerCase()
      expect(text).toContain(`| [\`${method} ${path}\`](#${anchor}) |`)
      const [chapter = ''] = text.split(`<a id="${anchor}"></a>\n`)[1]?.split('\n<a id=') ?? []
      expect(chapter).toMatch(/^### /)
      if (operation !== 'apiDocs') expect(chapter).toContain('curl ')
    },
  )

  it('has every error and every event', () => {
    for (const name of [...errorCodes, ...eventCodes]) expect(text).toContain(`| \`${name}\` |`)
  })

  it('refers to chapters that are there', () => {
    const ids = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id)
    for (const [, id] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(ids).toContain(id)
  })

  it('has no table that breaks', () => {
    for (const [table] of text.matchAll(/(?:^\|.*\n)+/gm)) {
      const widths = table
        .trim()
        .split('\n')
        .map(row => row.replaceAll('\\|', '').split('|').length)
      expect(new Set(widths).size, table.slice(0, 200)).toBe(1)
    }
  })
})
