// What no source of ours may do, however it is written: biome knows the imports, this knows the rest.
import { glob, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const folders = [
  'app',
  'aws',
  'bench',
  'bin',
  'buildspec',
  'cli',
  'client',
  'console',
  'core',
  'lambdas',
  'lib',
  'local',
  'region',
  'test',
]

const sources = async () => {
  const paths = await Array.fromAsync(glob(folders.map(folder => `${folder}/**/*.{ts,tsx,mjs,js}`)))
  // What the sample repositories hold is not ours to run; this file names what it forbids.
  const ours = paths.filter(path => !/local\/samples|sources\.test\.ts|node_modules|cdk\.out/.test(path))
  return Promise.all(ours.map(async path => ({ path, text: withoutComments(await readFile(path, 'utf8')) })))
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, '')

const forbidden: Record<string, { pattern: RegExp; but?: RegExp }> = {
  'a line for a shell': {
    pattern:
      /\bexec(?:Sync)?\b(?=[^'"\n]*\}?\s*(?:=|from)[^\n]*node:child_process)|\* as \w+ from 'node:child_process'/,
    // One that puts itself before every program there, to see what is started.
    but: /^test\/crash\//,
  },
  'a shell around a program': { pattern: /\bshell\s*:\s*(?:true|process|['"]\/)/, but: /^bin\/install\.mjs$/ },
  'text as a program': {
    pattern: /\bnew Function\b|(?<![.\w'"$ ])eval\(|from 'node:vm'|require\('vm'\)|setTimeout\(\s*['"`]/,
    but: /^test\/(?:console|terminal)\//,
  },
  'text as HTML': {
    pattern: /dangerouslySetInnerHTML|\binnerHTML\b|outerHTML|insertAdjacentHTML|document\.write/,
    but: /^test\//,
  },
}

test.each(Object.entries(forbidden))('no source has %s', async (_, { pattern, but }) => {
  const all = await sources()
  expect(all.length).toBeGreaterThan(500)
  const found = all.filter(({ path, text }) => pattern.test(text) && !but?.test(path))
  expect(found.map(({ path }) => path)).toEqual([])
})

test('a shell that the product starts gets a text of its own, and strings from outside as arguments', async () => {
  const shells = (await sources()).filter(
    ({ path, text }) => !/^test\/|completion/.test(path) && /['"](?:\/bin\/)?(?:ba)?sh['"]/.test(text),
  )
  expect(shells.map(({ path }) => path).sort()).toEqual([
    // ENTRYPOINT and CMD of a repository in their shell form: its own program, in its own words.
    ...['local/containers/leftovers.ts', 'local/dockerfile/stage.ts', 'local/machines/keeper.ts'],
  ])
  for (const { path, text } of shells.filter(({ path }) => !path.includes('stage')))
    expect(text, path).toMatch(/spawn\('\/bin\/sh', \['-c', script, '[a-z-]+', /)
})

test('every link of the page leads into it, or through the one part that looks where to', async () => {
  const pages = (await sources()).filter(({ path }) => /^console\/.*\.tsx$/.test(path))
  expect(pages.length).toBeGreaterThan(20)
  const links = pages
    .filter(({ text }) => /<(?:a|area|iframe|base|object|embed|link|script)[\s\n>]/.test(text))
    .map(({ path }) => path)
  expect(links.filter(path => !['console/parts/outside-link.tsx', 'console/router.tsx'].includes(path))).toEqual([])
  for (const { path, text } of pages)
    expect(text, path).not.toMatch(/\b(?:src|formAction|srcDoc|xlinkHref)=\{|<form[^>]*\baction=/)
  // As it is written: what looks like a comment in it is none.
  const outside = await readFile('console/parts/outside-link.tsx', 'utf8')
  expect(outside).toContain('if (!/^https?:\\/\\//i.test(href)) return')
  expect(pages.find(({ path }) => path.endsWith('router.tsx'))?.text).toMatch(/href=\{`#\$\{to\}`\}/)
})
