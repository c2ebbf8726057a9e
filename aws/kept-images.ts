// What ECR must not delete, and what it may: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  type ECRClient,
  GetLifecyclePolicyCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr'
import type { Images } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

export const keptImages = (clients: Pick<Clients, 'customer'>): Pick<Images, 'keep' | 'hasRules' | 'setRules'> => ({
  async keep(at, repositoryName, prefix, digests) {
    const ecr = clients.customer(at).ecr()
    const tagged = await tags(ecr, repositoryName, prefix)
    const isKept = new Set(tagged.values())
    for (const digest of digests.filter(one => !isKept.has(one))) {
      const tag = freeTag(prefix, tag => digests.includes(tagged.get(tag) ?? ''))
      if (await put(ecr, repositoryName, digest, tag)) tagged.set(tag, digest)
    }
  },

  async hasRules(at, repositoryName) {
    const get = new GetLifecyclePolicyCommand({ repositoryName })
    const answer = asked('ecr:GetLifecyclePolicy', () => clients.customer(at).ecr().send(get))
    return (await unless(['LifecyclePolicyNotFoundException'], answer)) !== undefined
  },

  async setRules(at, repositoryName, lifecyclePolicyText) {
    const set = new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText })
    await asked('ecr:PutLifecyclePolicy', () => clients.customer(at).ecr().send(set))
  },
})

/** The numbered ones, and which image has each. */
const tags = async (ecr: ECRClient, repositoryName: string, prefix: string) => {
  const found = new Map<string, string>()
  let nextToken: string | undefined
  do {
    const look = new DescribeImagesCommand({
      repositoryName,
      filter: { tagStatus: 'TAGGED' },
      maxResults: 1000,
      nextToken,
    })
    const answer = await asked('ecr:DescribeImages', () => ecr.send(look))
    for (const { imageTags = [], imageDigest } of answer.imageDetails ?? [])
      for (const tag of imageTags)
        if (imageDigest && tag.startsWith(prefix) && /^\d+$/.test(tag.slice(prefix.length))) found.set(tag, imageDigest)
    nextToken = answer.nextToken
  } while (nextToken)
  return found
}

const freeTag = (prefix: string, isTaken: (tag: string) => boolean) => {
  let n = 0
  while (isTaken(`${prefix}${n}`)) n++
  return `${prefix}${n}`
}

/** The same manifest under one tag more: its digest stays. False: the image is not there any more. */
const put = async (ecr: ECRClient, repositoryName: string, imageDigest: string, imageTag: string) => {
  const get = new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] })
  const image = (await asked('ecr:BatchGetImage', () => ecr.send(get))).images?.[0]
  if (!image?.imageManifest) return false
  const { imageManifest, imageManifestMediaType } = image
  const tagged = new PutImageCommand({ repositoryName, imageTag, imageDigest, imageManifest, imageManifestMediaType })
  // It has it already: said twice is said once.
  await unless(
    ['ImageAlreadyExistsException'],
    asked('ecr:PutImage', () => ecr.send(tagged)),
  )
  return true
}
