// The page as files: what `npm start` serves and what CDK publishes. Most names do not change, so nothing may keep them unasked.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, buildSync, type OutputFile } from 'esbuild'
import { locales } from '../core/vocabulary.ts'
import { chunkNames } from './chunk.ts'
import { adviceScript, wordsScript } from './words-script.ts'

/** Path from the root of the site → what lies there. */
export type PageFiles = Record<string, { headers: Record<string, string>; body: string | Buffer }>

/** By name, what lies beside the page in `console/`. */
const plain = { 'index.html': 'text/html; charset=utf-8', 'panda.svg': 'image/svg+xml' }

export const bundlePage = async (): Promise<PageFiles> =>
  files((await Promise.all(bundlings.map(one => build(one)))).flatMap(({ outputFiles }) => outputFiles))

/** For synth, where nothing can be awaited. */
export const bundlePageSync = (): PageFiles => files(bundlings.flatMap(one => buildSync(one).outputFiles))

const beside = (name: string) => join(import.meta.dirname, name)

const bundling = {
  outdir: '/',
  bundle: true,
  target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  // Korean as it is, rather than six letters for each: a quarter less to send.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  write: false,
} as const satisfies BuildOptions

const bundlings = [
  // A plain script: it sets the theme before anything is painted, which a module is too late for.
  { ...bundling, entryPoints: { first: beside('first.ts') }, format: 'iife' },
  {
    ...bundling,
    entryPoints: { console: beside('main.tsx'), style: beside('style/page.css') },
    format: 'esm',
    splitting: true,
    chunkNames,
  },
] as const satisfies BuildOptions[]

const files = (bundled: OutputFile[]): PageFiles => {
  const asTheyAre = Object.entries(plain).map(([name, type]) => file(name, readFileSync(beside(name), 'utf8'), type))
  const words = locales.flatMap(locale => [
    file(`words-${locale}.js`, wordsScript(locale), typeOf('.js')),
    file(`advice-${locale}.js`, adviceScript(locale), typeOf('.js')),
  ])
  const made = bundled.map(({ path, text }) => file(path.replace(/^.*[\\/]/, ''), text, typeOf(path)))
  const all: PageFiles = Object.fromEntries([...asTheyAre, ...words, ...made])
  return { ...all, '/index.html': preloading(all['/index.html']!, all['/console.js']!) }
}

/** What the page's script imports is asked for together with it. */
const preloading = (page: PageFiles[string], script: PageFiles[string]) => {
  const imported = [...String(script.body).matchAll(/from"\.(\/chunk-[^"]+)"/g)].map(([, path]) => path)
  const links = imported.map(path => `    <link rel="modulepreload" href="${path}">\n`)
  return { ...page, body: String(page.body).replace('  </head>', `${links.join('')}  </head>`) }
}

const typeOf = (path: string) => (path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8')

const file = (name: string, body: string, type: string) =>
  [`/${name}`, { headers: { 'content-type': type, 'cache-control': 'no-cache' }, body }] as const
