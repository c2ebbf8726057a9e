// What things are called in the customer's account. One place: adapters, template and steps take names from here.

export type ServiceId = { owner: string; repo: string; branch: string; environment: string }

export const defaultEnvironment = 'default'

export type Names = {
  repository: string
  cluster: string
  service: string
  logGroup: string
  stack: string
  /** Task definition family, CodeDeploy application and group share the base name. */
  base: string
  tags: Record<string, string>
}

export const names = (id: ServiceId): Names => {
  const suffix = id.environment === defaultEnvironment ? '' : `-${id.environment}`
  const base = fitted(legal(`${id.owner}-${id.repo}-${id.branch}${suffix}`), longestBase, id)
  return {
    repository: repositoryName(id),
    cluster: `${base}-cluster`,
    service: `${base}-service`,
    logGroup: `/ecs/${base}`,
    stack: stackName(base),
    base,
    tags: {
      'panda:owner': id.owner,
      'panda:repo': id.repo,
      'panda:branch': id.branch,
      'panda:environment': id.environment,
    },
  }
}

/** The repository holds the images of every branch, so its tags name no branch. */
export const repositoryTags = (id: ServiceId) => ({ 'panda:owner': id.owner, 'panda:repo': id.repo })

/** ECR allows lower case letters, digits and single separators between them, 2 to 256 characters. */
const repositoryName = ({ owner, repo }: ServiceId) => {
  const name = `${owner}-${repo}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return fitted(name.replace(/^-+|-+$/g, ''), 256, { owner, repo })
}

/** CodeDeploy takes 100 characters for an application and its group; of the names made from the base, ECS takes 255 for
 *  clusters, services and families, Logs 512 and CloudFormation 128.
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateApplication.html */
const longestBase = 100

/** `/` in a branch becomes `-`, and so does anything else that ECS would not take; who collides meets another's tags. */
const legal = (name: string) => name.replace(/[^A-Za-z0-9_-]+/g, '-')

/** What is cut ends with a hash of the whole, so that two names with the same beginning do not meet. */
const fitted = (name: string, longest: number, whole: object) => {
  if (name.length <= longest) return name
  const hash = shortHash(JSON.stringify(Object.entries(whole).sort()))
  return `${name.slice(0, longest - hash.length - 1).replace(/-+$/, '')}-${hash}`
}

/** FNV-1a over 64 bits, as 13 characters: nothing secret hangs on it. */
export const shortHash = (text: string) => {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(36).padStart(13, '0')
}

/** CloudFormation: letters, digits and hyphens, starting with a letter. */
const stackName = (base: string) => `panda-${base.replaceAll('_', '-')}`

/** The key of everything that can have one release at a time. */
export const serviceKey = (at: { accountId: string; region: string }, serviceName: string) =>
  `${at.accountId}/${at.region}/${serviceName}`

/** Docker takes 255 characters, and between letters and digits one `_`, two, or any number of `-`, never mixed:
 *  https://pkg.go.dev/github.com/distribution/reference */
export const imageName = (id: ServiceId, epochSeconds: number) =>
  `${fitted(legal(`${id.owner}-${id.repo}-${id.branch}`), 240, id)}-${epochSeconds}`
    .toLowerCase()
    .replace(/[-_]{2,}/g, run => (/^(?:__|-+)$/.test(run) ? run : '-'))

/** `20261120_103505` of an ISO timestamp: the image's tag. */
export const imageTag = (timestamp: string) => timestamp.slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
