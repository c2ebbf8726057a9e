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
  const base = legal(`${id.owner}-${id.repo}-${id.branch}${suffix}`)
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
const repositoryName = (id: ServiceId) =>
  `${id.owner}-${id.repo}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 256)

/** `/` in a branch becomes `-`, and so does anything else that ECS would not take; who collides meets another's tags. */
const legal = (name: string) => name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 240)

/** CloudFormation: letters, digits and hyphens, starting with a letter, 128 at most. */
const stackName = (base: string) => `panda-${base.replaceAll('_', '-')}`.slice(0, 128)

/** The key of everything that can have one release at a time. */
export const serviceKey = (at: { accountId: string; region: string }, serviceName: string) =>
  `${at.accountId}/${at.region}/${serviceName}`

export const imageName = (id: ServiceId, epochSeconds: number) =>
  legal(`${id.owner}-${id.repo}-${id.branch}-${epochSeconds}`).toLowerCase()

/** `20261120_103505` of an ISO timestamp: the image's tag. */
export const imageTag = (timestamp: string) => timestamp.slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
