// Every argument and environment variable that a container engine gets from us, in one place. No secret is among them: the
// registry's password goes in through standard input and lies in a folder of its own, and the build's own containers get
// nothing of this environment. Values stand behind `=`, so that none is taken for an option.
import { join } from 'node:path'

export type Tool = 'docker' | 'podman'

export type BuildArguments = { contextDir: string; dockerfile: string; imageName: string }
export type CacheAt = { registry: string; repository: string }

/** Where the engine keeps this build's password. */
export const authFile = (tool: Tool, folder: string) => join(folder, tool === 'docker' ? 'config.json' : 'auth.json')
/** Of podman: how it comes to registries. */
export const registriesFile = (folder: string) => join(folder, 'registries.conf')
export const digestFile = (folder: string) => join(folder, 'digest')

const what = ({ contextDir, dockerfile, imageName }: BuildArguments) => [
  `--file=${dockerfile}`,
  `--tag=${imageName}`,
  contextDir,
]

/** A builder in a container of its own: the daemon's cannot keep its cache in a registry. It is started at once, so that
 *  it is known before the build whether there is one (its image comes from Docker Hub, which may refuse). */
export const createBuilder = (name: string) => [
  ...['buildx', 'create', `--name=${name}`, '--driver=docker-container', '--bootstrap'],
]
export const removeBuilder = (name: string) => ['buildx', 'rm', '--force', name]

/** ECR wants the cache as an OCI image. A cache that cannot be written fails no build. */
export const dockerBuild = (of: BuildArguments, cached?: { builder: string; at: CacheAt }) => {
  if (!cached) return ['build', ...what(of)]
  const ref = `type=registry,ref=${cached.at.registry}/${cached.at.repository}:buildcache`
  return [
    ...['buildx', 'build', `--builder=${cached.builder}`, '--load'],
    `--cache-from=${ref}`,
    `--cache-to=${ref},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`,
    ...what(of),
  ]
}

/** Layers that this machine has are used by themselves; podman keeps a cache in a registry as a tag a layer. */
export const podmanBuild = (of: BuildArguments, cached?: { folder: string; at: CacheAt }) => {
  if (!cached) return ['build', '--layers', ...what(of)]
  const ref = `${cached.at.registry}/${cached.at.repository}`
  const auth = `--authfile=${authFile('podman', cached.folder)}`
  return ['build', '--layers', auth, `--cache-from=${ref}`, `--cache-to=${ref}`, ...what(of)]
}

/** ECR's user is always `AWS`. */
export const registryUser = 'AWS'

export const login = (tool: Tool, folder: string, registry: string) => [
  'login',
  ...(tool === 'podman' ? [`--authfile=${authFile(tool, folder)}`] : []),
  ...[`--username=${registryUser}`, '--password-stdin', registry],
]

export const dockerTag = (imageName: string, target: string) => ['tag', imageName, target]
export const dockerPush = (target: string) => ['push', target]
export const podmanPush = (folder: string, imageName: string, target: string) => [
  'push',
  `--authfile=${authFile('podman', folder)}`,
  `--digestfile=${digestFile(folder)}`,
  imageName,
  `docker://${target}`,
]

/** Where the user's docker is: a socket of this machine's, or of another's. */
export const contextHost = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']
/** The registries in which podman looks for images that name none. */
export const podmanSearch = ['info', '--format', '{{index .Registries "search"}}']

/** Only what the engine needs to be found and to be reached; above all nothing of AWS's and nothing of Panda's. */
export const engineEnvironment = (
  machine: Record<string, string | undefined>,
  own: Record<string, string>,
): Record<string, string> => {
  const passed = passedOn.flatMap(name => (machine[name] === undefined ? [] : [[name, machine[name]]]))
  // Plain progress, and one image instead of an index of the image and what is attested of it.
  const plain = { BUILDKIT_PROGRESS: 'plain', BUILDX_NO_DEFAULT_ATTESTATIONS: '1', LC_ALL: 'C' }
  return { ...Object.fromEntries(passed), ...plain, ...own }
}

const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
const passedOn = [
  ...['PATH', 'HOME', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'],
  ...['CONTAINER_HOST', 'CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF', 'CONTAINERS_REGISTRIES_CONF', 'STORAGE_DRIVER'],
  ...['BUILDAH_ISOLATION', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...proxies,
  ...proxies.map(name => name.toUpperCase()),
]
