// One CommonJS file for each function, SDK and all: half the start-up time of the runtime's own SDK. No Docker, no network.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'

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

/** Builds `lambdas/{name}.ts` into `{outdir}/{name}/index.js` for each, and answers the folder of one. */
export const bundleEntries = (names: readonly string[], outdir: string, sources = root) => {
  const programs = names.map(name => ({ in: source(sources, `lambdas/${name}.ts`), out: `${name}/index` }))
  buildSync({ ...entryBundling, entryPoints: programs, outdir })
  return (name: string) => join(outdir, name)
}

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
