// The web page at `/`, made at the first request for it, so that a start waits for nothing.
import type { PageFiles } from '../console/bundle.ts'
import { isChunk } from '../console/chunk.ts'
import { contentSecurityPolicy } from '../console/policy.ts'
import { locales } from '../core/vocabulary.ts'
import type { Page } from './http.ts'

/** Undefined: not a path of the page. */
export const consolePages = (socketAddress: () => string) => {
  let bundled: Promise<PageFiles> | undefined
  return async (path: string): Promise<Page | undefined> => {
    if (!pagePaths.has(path) && !isChunk(path)) return undefined
    bundled ??= bundle()
    const file = (await bundled)[path === '/' ? '/index.html' : path]
    return file && { ...file, headers: { ...file.headers, ...secured(new URL(socketAddress()).origin) } }
  }
}

/** The bundler is loaded with the page, too. */
const bundle = async () => (await import('../console/bundle.ts')).bundlePage()

/** Known beforehand: a call of the API must not wait for the page. */
const pagePaths = new Set([
  '/',
  '/index.html',
  '/panda.svg',
  '/first.js',
  '/console.js',
  '/style.css',
  ...locales.flatMap(locale => [`/words-${locale}.js`, `/advice-${locale}.js`]),
])

const secured = (socketOrigin: string) => ({
  'content-security-policy': contentSecurityPolicy(socketOrigin),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
})
