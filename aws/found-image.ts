// An image as the registry knows it now, apart from all else: what begins by a push has no other business in ECR.
import { DescribeImagesCommand } from '@aws-sdk/client-ecr'
import type { Images } from '../core/ports.ts'
import type { CustomersOnly } from './clients.ts'
import { asked, unless } from './fault.ts'

export const foundImage = (clients: CustomersOnly): Pick<Images, 'find'> => ({
  async find(at, repository, image) {
    const id = 'tag' in image ? { imageTag: image.tag } : { imageDigest: image.digest }
    const look = new DescribeImagesCommand({ repositoryName: repository, imageIds: [id] })
    const answer = await unless(
      ['ImageNotFoundException', 'RepositoryNotFoundException'],
      asked('ecr:DescribeImages', () => clients.customer(at).ecr().send(look)),
    )
    const { imageDigest: digest, imageTags: tags = [] } = answer?.imageDetails?.[0] ?? {}
    return digest ? { digest, uri: `${registryOf(at)}/${repository}@${digest}`, tags } : undefined
  },
})

export const registryOf = (at: { accountId: string; region: string }) =>
  `${at.accountId}.dkr.ecr.${at.region}.amazonaws.com`
