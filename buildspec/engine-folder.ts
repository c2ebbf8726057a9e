// The folder of one build's engine: the registry's password, and nobody else may read it. It lies in the build's own
// folder, beside the clone and never in it, and goes with it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { authFile, registriesFile, registryUser } from './engine-arguments.ts'
import { isLoopback } from './engine-lines.ts'

export const makeFolder = (folder: string) => mkdir(folder, { recursive: true, mode: 0o700 })

/** What `docker login` writes, written before it: so docker takes this file and no keychain, and a build has its cache. */
export const writeDockerAuth = async (folder: string, at: { registry: string; password: string }, home?: string) => {
  const auth = Buffer.from(`${registryUser}:${at.password}`).toString('base64')
  // docker looks for plugins (buildx) where its configuration is: the user's own are in the home folder.
  const plugins = home ? { cliPluginsExtraDirs: [join(home, '.docker', 'cli-plugins')] } : {}
  await makeFolder(folder)
  const file = authFile('docker', folder)
  await writeFile(file, JSON.stringify({ auths: { [at.registry]: { auth } }, ...plugins }), { mode: 0o600 })
}

/** podman: a name without a registry is Docker Hub's, as it is for docker; no TLS for a registry on this machine. */
export const writeRegistries = async (folder: string, registry?: string) => {
  const insecure = registry && isLoopback(registry) ? `[[registry]]\nlocation = "${registry}"\ninsecure = true\n` : ''
  await makeFolder(folder)
  await writeFile(registriesFile(folder), `unqualified-search-registries = ["docker.io"]\n${insecure}`)
  return registriesFile(folder)
}
