import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { bundlePage, bundlePageSync, type PageFiles } from '../../console/bundle.ts'
import { isChunk } from '../../console/chunk.ts'
import { contentSecurityPolicy } from '../../console/policy.ts'
import { adviceIn, wordsIn } from '../../console/words/table.ts'
import { adviceScript, wordsScript } from '../../console/words-script.ts'
import { locales } from '../../core/vocabulary.ts'
import { consolePages } from '../../local/console.ts'

const mostScriptBytes = 60_000
const mostOfAPageBytes = 15_000

const sentBytes = (files: PageFiles, paths: string[]) =>
  paths.reduce((total, path) => total + gzipSync(files[path]!.body).length, 0)

/** What a module imports as it begins, with all that this imports. */
const withImports = (files: PageFiles, path: string, known: string[] = []): string[] => {
  if (known.includes(path)) return known
  const imported = [...String(files[path]?.body).matchAll(/(?:import|from)\s*"\.(\/[^"]+)"/g)].map(([, name]) => name!)
  return imported.reduce((all, one) => withImports(files, one, all), [...known, path])
}

it.each(locales)('sends a reader of %s at most 60 kB of script, compressed', async locale => {
  const files = await bundlePage()
  const scripts = Object.keys(files).filter(path => path.endsWith('.js'))
  // All others are of another language, or of pages that few people open.
  const worded = locales.flatMap(one => [`/words-${one}.js`, `/advice-${one}.js`])
  const named = scripts.filter(path => !isChunk(path))
  expect(named.sort()).toEqual(['/first.js', '/console.js', ...worded].sort())
  // What has failed is rare: its advice comes then.
  const atFirst = ['/first.js', `/words-${locale}.js`, ...withImports(files, '/console.js')]
  expect(sentBytes(files, atFirst)).toBeLessThan(mostScriptBytes)
  const pages = scripts.filter(path => path.startsWith('/page-'))
  expect(pages.length).toBeGreaterThan(3)
  for (const page of pages) {
    const more = withImports(files, page).filter(path => !atFirst.includes(path))
    expect(sentBytes(files, more), page).toBeLessThan(mostOfAPageBytes)
  }
})

it('loads nothing but the theme before anything is painted', async () => {
  const first = String((await bundlePage())['/first.js']?.body)
  expect(first.length).toBeLessThan(1_500)
})

it.each(locales)('has in the script of %s all words as they are written', async locale => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-words-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'words.mjs')
  await writeFile(path, `${wordsScript(locale)}\n${adviceScript(locale)}`)
  await import(pathToFileURL(path).href)
  const sent = { ...globalThis.pandaWords?.[locale], advice: globalThis.pandaAdvice?.[locale] }
  const values = [3, 'a', 2, 'b']
  const said = (value: unknown): unknown => {
    if (typeof value === 'function') return JSON.stringify(value(...values))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, said(one)]))
  }
  expect(said(sent)).toEqual(said({ ...wordsIn(locale), advice: adviceIn(locale) }))
})

it('has nothing inline: no script, no style, no handler', async () => {
  const html = String((await bundlePage())['/index.html']?.body)
  expect(html).toContain('<script src="/first.js"></script>')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:/i)
})

it('puts nothing in as HTML, and runs no text as a program', async () => {
  const files = await bundlePage()
  const scripts = Object.keys(files).filter(path => path.endsWith('.js'))
  const script = scripts.map(path => String(files[path]!.body)).join('\n')
  expect(script).not.toMatch(/insertAdjacentHTML|document\.write|\beval\(|new Function\(/)
  // Preact brings the word, for pages that use it: ours are looked at one by one.
  const { readdir, readFile } = await import('node:fs/promises')
  const sources = (await readdir('console', { recursive: true })).filter(name => /\.tsx?$/.test(name))
  for (const name of sources)
    expect(await readFile(`console/${name}`, 'utf8'), name).not.toMatch(/dangerouslySetInnerHTML|innerHTML/)
})

it('is the same for npm start and for CloudFront', async () => {
  expect(bundlePageSync()).toEqual(await bundlePage())
})

it('is served with the policy, and everything that the page names is there', async () => {
  const pages = consolePages(() => 'ws://127.0.0.1:8080/ws')
  const index = await pages('/')
  expect(index?.headers['content-security-policy']).toBe(contentSecurityPolicy('ws://127.0.0.1:8080'))
  const named = [...String(index?.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
  expect(named).toContain('/console.js')
  expect(named).toEqual(expect.arrayContaining(withImports(await bundlePage(), '/console.js')))
  named.push(...locales.flatMap(locale => [`/words-${locale}.js`, `/advice-${locale}.js`]))
  named.push(...Object.keys(await bundlePage()).filter(isChunk))
  for (const path of named) expect(await pages(path), path).toBeDefined()
  expect(await pages('/api/v1/deploy')).toBeUndefined()
})

it('allows nothing inline, nothing from elsewhere, and only the socket beside its own origin', () => {
  const policy = contentSecurityPolicy('wss://socket.example')
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self' wss://socket.example",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ])
})
