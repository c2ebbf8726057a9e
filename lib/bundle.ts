// CommonJS for each function, SDK and all: half the start-up time of the runtime's own SDK. No Docker, no network.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, buildSync, type Metafile, transformSync } from 'esbuild'

const root = join(import.meta.dirname, '..')

const bundling: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  // The machine retries by a fault's name, and stacks name functions. Source maps would double what is loaded.
  keepNames: true,
  // A package's ES modules leave out what is not used; its CommonJS does not.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'error',
}

/** What a function is bundled with. Its credentials are in its environment: the SDK's search for others would be 136 kB more of
 *  each, and a tenth of the time to load it. */
export const entryBundling: BuildOptions = {
  ...bundling,
  target: 'node24',
  alias: { '@aws-sdk/credential-provider-node': join(root, 'lambdas/platform/own-credentials.ts') },
  // The examples of /api-docs are a file beside the api function, read when somebody asks: 86 kB that no other call loads.
  loader: { '.examples.json': 'copy' },
  assetNames: 'api/[name]',
}

/** Builds each `lambdas/{name}.ts` into `{outdir}/{name}/index.js`, and answers the folder of one. */
export const bundleEntries = (names: readonly string[], outdir: string, sources = root) => {
  for (const name of names) bundleEntry(name, join(outdir, name), sources)
  return (name: string) => join(outdir, name)
}

/** What an entry imports only when it needs it (`await import`) becomes files beside its own. esbuild parts ES modules alone,
 *  which would take a quarter longer to load: each part is turned into CommonJS by itself. */
export const bundleEntry = (name: string, folder: string, sources = root): Metafile => {
  const entryPoints = [{ in: source(sources, `lambdas/${name}.ts`), out: 'index' }]
  const parted = { format: 'esm', splitting: true, metafile: true, write: false } as const
  const { outputFiles, metafile } = buildSync({ ...entryBundling, ...parted, entryPoints, outdir: folder })
  for (const { path, text, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, path.endsWith('.js') ? inCommonJs(text) : contents)
  }
  return metafile
}

/** Names are kept already. */
const inCommonJs = (text: string) =>
  transformSync(text, {
    ...{ format: 'cjs', platform: 'node', target: 'node24', minify: true },
    supported: { 'dynamic-import': false },
  }).code

/** What the build host runs, beside the function that hands it out: Node 22 is what its image brings. */
export const bundleBuildProgram = (folder: string, sources = root) =>
  buildSync({
    ...bundling,
    entryPoints: [source(sources, 'buildspec/codebuild.ts')],
    target: 'node22',
    outfile: join(folder, 'panda-build.cjs'),
  })

const source = (sources: string, path: string) => {
  const file = join(sources, path)
  if (!existsSync(file)) throw new Error(`${path} is missing: every function of lib/entries.ts has its program there`)
  return file
}
