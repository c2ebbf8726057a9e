// The packages that Panda is made with: where their versions are said, and under which licence they are.
import { readFile } from 'node:fs/promises'

type Versions = Record<string, string>
export type Manifest = Partial<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies' | 'overrides', Versions>
>
type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  license?: string
  hasInstallScript?: boolean
  optional?: boolean
  dev?: boolean
  os?: string[]
  cpu?: string[]
  inBundle?: boolean
}
export type Lockfile = { lockfileVersion: number; packages: Record<string, Locked & Manifest> }

const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/

export const faultsOfManifest = (manifest: Manifest, lockfile: Lockfile): string[] => {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
  const wanted = kinds.flatMap(kind => Object.entries(manifest[kind] ?? {}))
  const locked = lockfile.packages['']
  return [
    ...wanted
      .filter(([, version]) => !exact.test(version))
      .map(([name, version]) => `package.json: ${name} ${version} is no exact version`),
    ...wanted
      .filter(([name, version]) => lockfile.packages[`node_modules/${name}`]?.version !== version)
      .map(
        ([name, version]) =>
          `the lockfile has ${name} ${lockfile.packages[`node_modules/${name}`]?.version}, package.json ${version}`,
      ),
    ...kinds
      .filter(kind => JSON.stringify(sorted(manifest[kind])) !== JSON.stringify(sorted(locked?.[kind])))
      .map(kind => `the lockfile's ${kind} are not those of package.json: npm install was not run`),
  ]
}

const sorted = (versions: Versions = {}) => Object.entries(versions).sort()

/** A tool's binary for another system. npm writes neither hash nor licence of those when the registry that it asked did not
 *  say: nothing of them is delivered, and whoever develops there has its own npm's word for it. */
const isElsewhere = ({ integrity, dev, optional, os, cpu }: Locked) =>
  integrity === undefined && dev === true && optional === true && (os ?? cpu) !== undefined

/** With a hash each, from whichever registry is asked. */
export const faultsOfLockfile = ({ lockfileVersion, packages }: Lockfile): string[] => {
  const all = Object.entries(packages).filter(([path]) => path !== '')
  return [
    ...(lockfileVersion === 3 ? [] : [`lockfileVersion ${lockfileVersion}`]),
    ...all.flatMap(([path, one]) => [
      ...(one.resolved === undefined ? [] : [`${path} has an address of its own: ${one.resolved.slice(0, 60)}`]),
      ...(one.link ? [`${path} is a link`] : []),
      ...(exact.test(one.version ?? '') ? [] : [`${path} has the version ${one.version}`]),
      // What is packed into another package comes, and is hashed, with that.
      ...(one.integrity?.startsWith('sha512-') || one.inBundle || isElsewhere(one)
        ? []
        : [`${path} has no sha512 hash`]),
    ]),
  ]
}

/** All let us use, change and pass on what they cover, with their text beside it. */
const allowed = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
    'Python-2.0',
    'Zlib',
  ],
  // Data, not a program.
  'CC-BY-4.0',
])
/** Weak copyleft, unchanged and only while developing: nothing of them is delivered. */
const whileDeveloping: Record<string, string> = { 'axe-core': 'MPL-2.0', lightningcss: 'MPL-2.0' }

export const faultsOfLicences = async ({ packages }: Lockfile) => {
  const kinds = new Map<string, number>()
  const faults: string[] = []
  let [present, absent, unhashed] = [0, 0, 0]
  for (const path of Object.keys(packages).filter(one => one !== '')) {
    const found = await manifestAt(path)
    // For another system: the lockfile says its licence.
    if (!found) absent++
    else present++
    if (!found && isElsewhere(packages[path]!)) {
      unhashed++
      continue
    }
    const licence = licenceOf(found) ?? packages[path]?.license ?? 'none'
    kinds.set(licence, (kinds.get(licence) ?? 0) + 1)
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const known = Object.entries(whileDeveloping).some(
      ([one, of]) => packages[path]?.dev === true && of === licence && (name === one || name.startsWith(`${one}-`)),
    )
    if (!isAllowed(licence) && !known) faults.push(`${path} is under ${licence}`)
    if (found?.version !== undefined && found.version !== packages[path]?.version)
      faults.push(`${path} is ${found.version}, and locked as ${packages[path]?.version}`)
  }
  const most = [...kinds].sort(([, a], [, b]) => b - a).map(([licence, count]) => `${count} ${licence}`)
  return { faults, packages: present, absent, unhashed, kinds: most.join(', ') }
}

type Installed = { version?: string; license?: string | { type?: string }; licenses?: { type?: string }[] }

const manifestAt = async (path: string): Promise<Installed | undefined> => {
  try {
    return JSON.parse(await readFile(`${path}/package.json`, 'utf8')) as Installed
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined
    throw fault
  }
}

const licenceOf = (found: Installed | undefined) => {
  const { license, licenses } = found ?? {}
  return typeof license === 'string' ? license : (license?.type ?? licenses?.map(one => one.type).join(' AND '))
}

/** `(MIT OR GPL-3.0)`: one that we may choose is enough; of `AND` all count. */
const isAllowed = (licence: string): boolean => {
  const bare = licence.replace(/^\((.*)\)$/, '$1')
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed)
  if (bare.includes(' AND ')) return bare.split(' AND ').every(isAllowed)
  return allowed.has(bare)
}
