// What to run, where, and in which environment. There is no root of its own for a process, so absolute paths that the image
// has are turned into the place where its copy lies.
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { ImageConfig } from '../images/manifest.ts'

export type Place = {
  /** The task's own copy of the image. */
  root: string
  tmp: string
  /** Where `node`, `npm`, `python` are. */
  bin: string
}

export type Command = { argv: string[]; cwd: string; env: Record<string, string> }

export const commandFor = (config: ImageConfig, place: Place, env: Record<string, string>, port: number): Command => {
  const { root, tmp, bin } = place
  const own = Object.entries(config.env).map(([name, value]) => [name, pathList(root, value)])
  const image: Record<string, string> = {
    HOME: root,
    TMPDIR: tmp,
    ...Object.fromEntries(own),
    ...env,
    PORT: String(port),
  }
  const path = `${bin}:${image.PATH || '/usr/local/bin:/usr/bin:/bin'}`
  const cwd = join(root, config.workdir)
  const words = [...config.entrypoint, ...config.cmd]
  const asShell = words[1] === '-c' || words[1] === '-ec'
  const argv = words.map((word, i) => (asShell && i === 2 ? shellText(root, word) : argument(root, word)))
  argv[0] = program(words[0] ?? '', argv[0] ?? '', { cwd, path, bin })
  return { argv, cwd, env: { ...image, PATH: path } }
}

/** Where the program is. Throws, naming it, if there is none: nobody need wait for a health check to learn that. */
const program = (written: string, word: string, at: { cwd: string; path: string; bin: string }): string => {
  if (!written) throw new Error('the image has no command')
  const folders = word.includes('/') ? [''] : at.path.split(':').filter(Boolean)
  // `/usr/local/bin/node` of the official image is this machine's.
  const candidates = [...folders.map(folder => resolve(at.cwd, folder, word)), join(at.bin, basename(word))]
  const found = candidates.find(path => existsSync(path) && statSync(path).isFile())
  if (!found) throw new Error(`the image's command "${written}" is neither in the image nor on this machine`)
  try {
    accessSync(found, constants.X_OK)
  } catch {
    throw new Error(`the image's command "${written}" is not executable (chmod +x it, and commit that)`)
  }
  return found
}

const has = (root: string, path: string) => path.startsWith('/') && path !== '/' && existsSync(join(root, path))

/** `/app/x` and `--file=/app/x`. */
const argument = (root: string, word: string): string => {
  const [, before = '', path = ''] = /^([^/=]*=)?(\/.*)$/s.exec(word) ?? []
  return has(root, path) ? before + join(root, path) : word
}

const pathList = (root: string, value: string): string =>
  value
    .split(':')
    .map(path => (has(root, path) ? join(root, path) : path))
    .join(':')

/** Paths inside a line of shell. The place is Panda's, and written so that no shell takes it for anything else. */
const shellText = (root: string, text: string): string =>
  text.replace(/(^|[\s='"(:;|&])(\/[^\s'"`;|&()<>:$*?\\]+)/g, (all, before: string, path: string, at: number) =>
    has(root, path) ? before + written(root, quoteAt(text, at + before.length)) + path : all,
  )

type Quote = '' | '"' | "'"

const written = (root: string, quote: Quote): string => {
  if (/^[\w@%+,./-]*$/.test(root)) return root
  if (quote === '"') return root.replace(/[$`"\\]/g, '\\$&')
  const single = root.replaceAll("'", `'\\''`)
  return quote === "'" ? single : `'${single}'`
}

/** Inside of which quotes a place in the text is. */
const quoteAt = (text: string, place: number): Quote => {
  let quote: Quote = ''
  for (let at = 0; at < place; at++) {
    const char = text[at]!
    if (char === '\\' && quote !== "'") at++
    else if (quote === char) quote = ''
    else if (quote === '' && (char === '"' || char === "'")) quote = char
  }
  return quote
}
