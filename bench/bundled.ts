// Programs to measure, made as lib/ makes the real ones.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'
import { entryBundling } from '../lib/bundle.ts'

/** A folder for the time of a measurement. */
export const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'panda-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `{folder}/{name}.js` of each; a name leads to a source below bench/. */
export const bundle = (
  sources: Record<string, string>,
  folder: string,
  more: BuildOptions = {},
): ((name: string) => string) => {
  const entryPoints = Object.entries(sources).map(([out, path]) => ({ in: join(import.meta.dirname, path), out }))
  buildSync({ ...entryBundling, ...more, entryPoints, outdir: folder })
  return name => join(folder, `${name}.js`)
}
