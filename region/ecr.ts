// The pretend ECR: repositories, what was pushed into them under which tags, and the passwords that pushing takes.
// Images themselves are not here (the place keeps them by digest), as ECR's callers never see their bytes.
import { createHash } from 'node:crypto'
import { AwsError } from './aws-error.ts'
import { checkPolicy, expired } from './ecr-lifecycle.ts'
import { resumeScans, scanCommands, scanOnPush } from './ecr-scan.ts'
import type { Caller, Kernel, Service } from './kernel.ts'
import { decision, statementsIn } from './policy-check.ts'

type Tag = { Key: string; Value: string }
type Repository = {
  name: string
  arn: string
  uri: string
  createdAt: number
  scanOnPush: boolean
  tags: Tag[]
  lifecycle?: string
}
type Image = { digest: string; tags: string[]; pushedAt: number }
type Named = { repositoryName: string }
type Policy = { lifecyclePolicyText: string }

export const ecr: Service = kernel => ({
  resume: () => resumeScans(kernel),
  commands: {
    ...scanCommands(kernel),

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    CreateRepository: async (
      input: Named & { tags?: Tag[]; imageScanningConfiguration?: { scanOnPush?: boolean } },
      caller,
    ) => {
      const name = input.repositoryName
      if (!legalName.test(name) || name.length < 2 || name.length > 256)
        throw new AwsError('InvalidParameterException', `Invalid parameter at 'repositoryName': '${name}'`)
      if (kernel.shelf.get(repositories, key(caller, name)))
        throw new AwsError(
          'RepositoryAlreadyExistsException',
          `The repository with name '${name}' ${inRegistry(caller)}`,
        )
      const repository: Repository = {
        name,
        arn: `arn:aws:ecr:${caller.region}:${caller.accountId}:repository/${name}`,
        uri: `${registryHost(caller)}/${name}`,
        createdAt: kernel.timeline.now(),
        scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
        tags: input.tags ?? [],
      }
      kernel.shelf.put(repositories, key(caller, name), repository)
      return { repository: shown(repository, caller) }
    },

    DescribeRepositories: async (input: { repositoryNames?: string[] }, caller) => {
      const found = input.repositoryNames
        ? input.repositoryNames.map(name => repositoryOf(kernel, caller, name))
        : kernel.shelf.list<Repository>(repositories, key(caller, '')).map(([, repository]) => repository)
      return { repositories: found.map(repository => shown(repository, caller)) }
    },

    TagResource: async (input: { resourceArn: string; tags: Tag[] }, caller) => {
      const repository = repositoryOf(kernel, caller, nameIn(input.resourceArn))
      const kept = repository.tags.filter(tag => !input.tags.some(given => given.Key === tag.Key))
      kernel.shelf.put(repositories, key(caller, repository.name), { ...repository, tags: [...kept, ...input.tags] })
      return {}
    },

    ListTagsForResource: async (input: { resourceArn: string }, caller) => ({
      tags: repositoryOf(kernel, caller, nameIn(input.resourceArn)).tags,
    }),

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
    DescribeImages: async (input: Named & { imageIds?: { imageTag?: string; imageDigest?: string }[] }, caller) => {
      const repository = repositoryOf(kernel, caller, input.repositoryName)
      const all = imagesOf(kernel, caller, repository.name)
      const wanted = input.imageIds?.map(id => {
        const image = all.find(one =>
          id.imageDigest ? one.digest === id.imageDigest : one.tags.includes(id.imageTag!),
        )
        if (image && !(id.imageTag && id.imageDigest && !image.tags.includes(id.imageTag))) return image
        const which = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`
        throw new AwsError(
          'ImageNotFoundException',
          `The image with imageId ${which} ${notWithin(repository.name, caller)}`,
        )
      })
      return {
        imageDetails: (wanted ?? all).map(image => ({
          registryId: caller.accountId,
          repositoryName: repository.name,
          imageDigest: image.digest,
          imageTags: image.tags,
          imagePushedAt: new Date(image.pushedAt),
        })),
      }
    },

    // The bytes of a manifest are the place's; here it is a text that only names its image.
    BatchGetImage: async (input: Named & { imageIds: { imageDigest?: string; imageTag?: string }[] }, caller) => {
      const repository = repositoryOf(kernel, caller, input.repositoryName)
      const all = imagesOf(kernel, caller, repository.name)
      const images = input.imageIds.flatMap(({ imageDigest, imageTag }) => {
        const image = all.find(one => (imageDigest ? one.digest === imageDigest : one.tags.includes(imageTag!)))
        const imageId = { imageDigest: image?.digest }
        return image ? [{ imageId, imageManifest: JSON.stringify(image.digest), imageManifestMediaType: manifest }] : []
      })
      const failures = images.length < input.imageIds.length ? [{ failureCode: 'ImageNotFound' }] : []
      return { images, failures }
    },

    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
    PutImage: async (input: Named & { imageManifest: string; imageTag: string }, caller) => {
      const repository = input.repositoryName
      repositoryOf(kernel, caller, repository)
      const digest = String(JSON.parse(input.imageManifest))
      const image = imagesOf(kernel, caller, repository).find(one => one.digest === digest)
      if (!image) throw new AwsError('LayersNotFoundException', 'The specified layers could not be found')
      if (image.tags.includes(input.imageTag))
        throw new AwsError(
          'ImageAlreadyExistsException',
          `Image with digest '${digest}' and tag '${input.imageTag}' already exists`,
        )
      store(kernel, caller, { repository, tags: [input.imageTag], digest })
      kernel.emit(pushed(kernel, caller, { repository, digest }, input.imageTag))
      return { image: { imageId: { imageDigest: digest, imageTag: input.imageTag } } }
    },

    PutLifecyclePolicy: async ({ repositoryName, lifecyclePolicyText }: Named & Policy, caller) => {
      const repository = repositoryOf(kernel, caller, repositoryName)
      checkPolicy(lifecyclePolicyText)
      kernel.shelf.put(repositories, key(caller, repositoryName), { ...repository, lifecycle: lifecyclePolicyText })
      return { repositoryName, lifecyclePolicyText }
    },

    GetLifecyclePolicy: async ({ repositoryName }: Named, caller) => {
      const { lifecycle } = repositoryOf(kernel, caller, repositoryName)
      if (lifecycle) return { repositoryName, lifecyclePolicyText: lifecycle }
      throw new AwsError(
        'LifecyclePolicyNotFoundException',
        `Lifecycle policy does not exist for the repository with name '${repositoryName}'`,
      )
    },

    // 12 hours: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
    GetAuthorizationToken: async (_input: object, caller) => {
      const now = kernel.timeline.now()
      for (const [token, { expires }] of kernel.shelf.list<Token>(tokens, key(caller, '')))
        if (expires <= now) kernel.shelf.remove(tokens, token)
      const password = kernel.random.hex(32)
      const expires = now + 12 * 60 * 60_000
      const { policy } = caller
      kernel.shelf.put<Token>(tokens, key(caller, hash(password)), { expires, ...(policy && { policy }) })
      return {
        authorizationData: [
          {
            authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
            expiresAt: new Date(expires),
            proxyEndpoint: `https://${registryHost(caller)}`,
          },
        ],
      }
    },
  },
})

/** The registry's door, as `docker push` comes to it: with a password instead of credentials. The words are docker's. */
export const registryPush = (
  kernel: Pick<Kernel, 'shelf' | 'timeline' | 'emit' | 'background' | 'world'>,
  push: { registry: string; repository: string; tags: string[]; digest: string; password: string },
): void => {
  const host = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/.exec(push.registry)
  if (!host) throw new Error(`no such host: ${push.registry}`)
  const at = { accountId: host[1]!, region: host[2]! }
  const token = kernel.shelf.get<Token>(tokens, key(at, hash(push.password)))
  if (!token) throw new Error('unauthorized: authentication required')
  if (token.expires <= kernel.timeline.now())
    throw new Error('denied: Your authorization token has expired. Reauthenticate and try again.')
  if (!kernel.shelf.get(repositories, key(at, push.repository)))
    throw new Error(`name unknown: The repository with name '${push.repository}' ${notInRegistry(at)}`)
  if (!maySend(token, at, push.repository))
    throw new Error(`denied: not authorized to perform ecr:InitiateLayerUpload on repository ${push.repository}`)
  if (!/^sha256:[0-9a-f]{64}$/.test(push.digest)) throw new Error(`invalid digest: ${push.digest}`)
  store(kernel, at, push)
  for (const tag of push.tags) kernel.emit(pushed(kernel, at, push, tag))
  if (kernel.shelf.get<Repository>(repositories, key(at, push.repository))?.scanOnPush) scanOnPush(kernel, at, push)
}

const registryHost = (at: At) => `${at.accountId}.dkr.ecr.${at.region}.amazonaws.com`

/** What the asker's role may do is not modelled, the policy of its session is. */
type Token = { expires: number; policy?: string }

const maySend = ({ policy }: Token, at: At, repository: string) => {
  if (!policy) return true
  const resource = `arn:aws:ecr:${at.region}:${at.accountId}:repository/${repository}`
  return decision(statementsIn([policy]), { action: 'ecr:PutImage', resource, context: {} }) === 'allowed'
}

type At = Pick<Caller, 'accountId' | 'region'>

const manifest = 'application/vnd.docker.distribution.manifest.v2+json'

const repositories = 'ecr.repository'
const images = 'ecr.image'
const tokens = 'ecr.token'

// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html
const legalName = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/

/** A tag names one image: pushed onto another, it moves. */
const store = (
  kernel: Pick<Kernel, 'shelf' | 'timeline'>,
  at: At,
  push: { repository: string; tags: string[]; digest: string },
) => {
  for (const image of imagesOf(kernel, at, push.repository)) {
    const tags = image.tags.filter(tag => !push.tags.includes(tag))
    if (image.digest !== push.digest && tags.length < image.tags.length)
      kernel.shelf.put(images, key(at, `${push.repository}:${image.digest}`), { ...image, tags })
  }
  const before = kernel.shelf.get<Image>(images, key(at, `${push.repository}:${push.digest}`))
  const image: Image = {
    digest: push.digest,
    tags: [...new Set([...(before?.tags ?? []), ...push.tags])],
    // One tag more makes nothing younger.
    pushedAt: before?.pushedAt ?? kernel.timeline.now(),
  }
  kernel.shelf.put(images, key(at, `${push.repository}:${push.digest}`), image)
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
const pushed = (
  kernel: Pick<Kernel, 'timeline'>,
  at: At,
  push: { repository: string; digest: string },
  tag: string,
) => ({
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  account: at.accountId,
  region: at.region,
  time: new Date(kernel.timeline.now()).toISOString(),
  resources: [],
  detail: {
    result: 'SUCCESS',
    'repository-name': push.repository,
    'image-digest': push.digest,
    'action-type': 'PUSH',
    'image-tag': tag,
  },
})

const repositoryOf = (kernel: Pick<Kernel, 'shelf'>, at: At, name: string) => {
  const repository = kernel.shelf.get<Repository>(repositories, key(at, name))
  if (!repository)
    throw new AwsError('RepositoryNotFoundException', `The repository with name '${name}' ${notInRegistry(at)}`)
  return repository
}

/** Those that its rules have left. */
const imagesOf = (kernel: Pick<Kernel, 'shelf' | 'timeline'>, at: At, repository: string) => {
  const all = kernel.shelf.list<Image>(images, key(at, `${repository}:`)).map(([, image]) => image)
  const rules = kernel.shelf.get<Repository>(repositories, key(at, repository))?.lifecycle
  const gone = rules ? expired(rules, all, kernel.timeline.now()) : []
  for (const image of gone) kernel.shelf.remove(images, key(at, `${repository}:${image.digest}`))
  return all.filter(image => !gone.includes(image))
}

const shown = (repository: Repository, at: At) => ({
  registryId: at.accountId,
  repositoryName: repository.name,
  repositoryArn: repository.arn,
  repositoryUri: repository.uri,
  createdAt: new Date(repository.createdAt),
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
})

const key = (at: At, name: string) => `${at.accountId}/${at.region}/${name}`
const nameIn = (arn: string) => arn.slice(arn.indexOf(':repository/') + ':repository/'.length)
const hash = (password: string) => createHash('sha256').update(password).digest('hex')
const inRegistry = (at: At) => `already exists in the registry with id '${at.accountId}'`
const notInRegistry = (at: At) => `does not exist in the registry with id '${at.accountId}'`
const notWithin = (repository: string, at: At) =>
  `does not exist within the repository with name '${repository}' in the registry with id '${at.accountId}'`
