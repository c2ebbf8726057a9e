// What of an image that another tool pushes is believed.
import * as z from 'zod/mini'

/** https://docs.docker.com/reference/cli/docker/image/tag/#description */
export const imageTag = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

export type ImagePush = { accountId: string; region: string; repository: string; tag: string; digest: string }

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html: a hint, like any other. What has no tag, as
 *  the parts of an image for several processors, is none. */
const event = z.object({
  source: z.literal('aws.ecr'),
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.regex(/^[a-z0-9-]{3,25}$/)),
  detail: z.object({
    'action-type': z.literal('PUSH'),
    result: z.literal('SUCCESS'),
    'repository-name': z.string().check(z.minLength(2), z.maxLength(256)),
    'image-tag': z.string().check(z.regex(imageTag)),
    'image-digest': z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  }),
})

export const pushIn = (given: unknown): ImagePush | undefined => {
  const { success, data } = event.safeParse(given)
  if (!success) return undefined
  const { account: accountId, region, detail } = data
  const [tag, digest] = [detail['image-tag'], detail['image-digest']]
  return { accountId, region, repository: detail['repository-name'], tag, digest }
}
