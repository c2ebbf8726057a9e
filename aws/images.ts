// ECR in the customer's account: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetAuthorizationTokenCommand,
  ListTagsForResourceCommand,
  type Repository,
} from '@aws-sdk/client-ecr'
import { CloudFault, NameTaken } from '../core/faults.ts'
import { pushActions } from '../core/permissions.ts'
import type { Access, Customer, Images } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'
import { foundImage, registryOf } from './found-image.ts'
import { imageFindings } from './image-findings.ts'
import { keptImages } from './kept-images.ts'

export const images = (clients: Pick<Clients, 'customer'>): Images => ({
  ...keptImages(clients),

  ...imageFindings(clients),

  async ensure(at, repository, tags) {
    const ecr = clients.customer(at).ecr()
    const uri = `${registryOf(at)}/${repository}`
    const there = await found(ecr, repository)
    if (!there && (await created(ecr, repository, tags))) return { uri }
    // Somebody made it in between, if it was not there: then it is looked at like any other.
    const known = there ?? (await found(ecr, repository))
    const arn = known?.repositoryArn
    if (!arn)
      throw new CloudFault('unreachable', 'ecr:DescribeRepositories', `Repository ${repository} cannot be seen yet`)
    if (await carries(ecr, arn, tags)) return { uri }
    throw new NameTaken(`ECR repository ${repository} exists and is not of this service (its tags differ)`)
  },

  ...foundImage(clients),

  async password(at, repository) {
    const ecr = clients.customer({ ...at, access: pusher(at, repository) }).ecr()
    const answer = await asked('ecr:GetAuthorizationToken', () => ecr.send(new GetAuthorizationTokenCommand({})))
    const { authorizationToken, proxyEndpoint } = answer.authorizationData?.[0] ?? {}
    if (!authorizationToken || !proxyEndpoint)
      throw new CloudFault('invalid', 'ecr:GetAuthorizationToken', 'ECR gave no authorization token')
    // `AWS:password`, in base64.
    const password = Buffer.from(authorizationToken, 'base64').toString().split(':').slice(1).join(':')
    return { registry: proxyEndpoint.replace('https://', ''), password }
  },
})

/** ECR's password may do what its asker may. A Dockerfile can read it, so its asker may push to one repository.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session */
const pusher = ({ accountId, region, access }: Customer, repository: string): Access => {
  if (access.kind === 'keys') return access
  const Statement = [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Effect: 'Allow', Action: pushActions, Resource: `arn:aws:ecr:${region}:${accountId}:repository/${repository}` },
  ]
  return { ...access, policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
}

const found = async (ecr: ECRClient, name: string): Promise<Repository | undefined> => {
  const look = new DescribeRepositoriesCommand({ repositoryNames: [name] })
  const answer = await unless(
    ['RepositoryNotFoundException'],
    asked('ecr:DescribeRepositories', () => ecr.send(look)),
  )
  return answer?.repositories?.[0]
}

const created = async (ecr: ECRClient, name: string, tags: Record<string, string>) => {
  const create = new CreateRepositoryCommand({
    repositoryName: name,
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    imageScanningConfiguration: { scanOnPush: true },
  })
  const made = asked('ecr:CreateRepository', () => ecr.send(create))
  return (await unless(['RepositoryAlreadyExistsException'], made)) !== undefined
}

const carries = async (ecr: ECRClient, resourceArn: string, tags: Record<string, string>) => {
  const look = new ListTagsForResourceCommand({ resourceArn })
  const answer = await asked('ecr:ListTagsForResource', () => ecr.send(look))
  return Object.entries(tags).every(([key, value]) => answer.tags?.some(tag => tag.Key === key && tag.Value === value))
}
