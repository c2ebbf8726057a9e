// Which tags of images that another tool pushes start a release: a setting of an environment, and what of a push is believed.
import * as z from 'zod'

/** https://docs.docker.com/reference/cli/docker/image/tag/#description */
export const imageTag = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

export const imageTags = z
  .array(
    z
      .string('must be a pattern of tags')
      .regex(
        /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\*?|\*)$/,
        'must be a tag of an image, or the beginning of one and "*" ("v*", "release-2.*", "*")',
      ),
    'must be a list of patterns of tags',
  )
  .min(1, 'must name one pattern at least')
  .max(20, 'must name 20 patterns at most')
  .describe('An image that another tool pushes with such a tag is released by itself, without a build')
  .meta({ examples: [['v*']] })

export type ImagePush = { accountId: string; region: string; repository: string; tag: string; digest: string }

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html: a hint, like any other. What has no tag, as
 *  the parts of an image for several processors, is none. */
const event = z
  .object({
    source: z.literal('aws.ecr'),
    account: z.string().regex(/^\d{12}$/),
    region: z.string().regex(/^[a-z0-9-]{3,25}$/),
    detail: z.object({
      'action-type': z.literal('PUSH'),
      result: z.literal('SUCCESS'),
      'repository-name': z.string().min(2).max(256),
      'image-tag': z.string().regex(imageTag),
      'image-digest': z.string().regex(/^sha256:[0-9a-f]{64}$/),
    }),
  })
  .transform(
    ({ account, region, detail }): ImagePush => ({
      ...{ accountId: account, region, repository: detail['repository-name'] },
      ...{ tag: detail['image-tag'], digest: detail['image-digest'] },
    }),
  )

export const pushIn = (given: unknown): ImagePush | undefined => event.safeParse(given).data
