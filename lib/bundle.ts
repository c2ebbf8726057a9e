// CommonJS for each function, SDK and all: half the start-up time of the runtime's own SDK. No Docker, no network.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
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
 *  into dozens of files, which take a quarter longer to load: all that is needed at the start is made one file of CommonJS
 *  again, and each of the others is turned into CommonJS by itself. */
export const bundleEntry = (name: string, folder: string, sources = root): Metafile => {
  const entryPoints = [{ in: source(sources, `lambdas/${name}.ts`), out: 'index' }]
  // Parts are named by what is in them: those of an earlier bundle would be deployed with these.
  rmSync(folder, { recursive: true, force: true })
  const parted = { format: 'esm', splitting: true, metafile: true, minify: false } as const
  const { metafile } = buildSync({ ...entryBundling, ...parted, entryPoints, outdir: folder })
  const files = new Map(Object.entries(metafile.outputs).map(([path, { imports }]) => [basename(path), imports]))
  const [index, ...shared] = neededAtStart(files)
  const later = [...files.keys()].filter(file => file.endsWith('.js') && file !== index && !shared.includes(file))
  for (const file of later) rewrite(join(folder, file), inCommonJs)
  joinInto(folder, shared, later)
  for (const file of shared) rewrite(join(folder, file), () => `module.exports=require('./index.js').shared['${file}']`)
  return metafile
}

type Imports = Metafile['outputs'][string]['imports']

const neededAtStart = (files: Map<string, Imports>): string[] => {
  const needed = new Set(['index.js'])
  // A set that grows while it is walked through: what is added is come to.
  for (const file of needed)
    for (const { path, kind } of files.get(file) ?? [])
      if (kind === 'import-statement' && files.has(basename(path))) needed.add(basename(path))
  return [...needed]
}

/** The parts find what they share with it in its `shared`. */
const joinInto = (folder: string, shared: string[], later: string[]) => {
  const imports = shared.map((file, n) => `import * as s${n} from './${file}'`)
  const names = shared.map((file, n) => `'${file}': s${n}`)
  const contents = [...imports, `export * from './index.js'`, `export const shared = { ${names.join(', ')} }`].join(
    '\n',
  )
  buildSync({
    ...{ ...entryBundling, ...commonJs, keepNames: false, allowOverwrite: true },
    stdin: { contents: shared.length > 0 ? contents : `export * from './index.js'`, resolveDir: folder, loader: 'js' },
    external: later.map(file => `./${file}`),
    outfile: join(folder, 'index.js'),
  })
}

const commonJs = {
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  minify: true,
  supported: { 'dynamic-import': false },
} as const

/** Names are kept already. */
const inCommonJs = (text: string) => transformSync(text, commonJs).code

const rewrite = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, 'utf8')))

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
