// ECR's rules of what is deleted, as the documentation says they are evaluated: all rules look at all images; an image that an
// earlier rule selects by its tags is that rule's alone to delete; images are counted as if none had gone.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lifecycle-policy-howitworks
import * as z from 'zod'
import { AwsError } from './aws-error.ts'

type Image = { digest: string; tags: string[]; pushedAt: number }

const patterns = z.array(z.string().regex(/^(?:[^*]*\*){0,4}[^*]*$/)).min(1)
const selection = z
  .object({
    tagStatus: z.enum(['tagged', 'untagged', 'any']),
    tagPatternList: patterns.optional(),
    countType: z.enum(['imageCountMoreThan', 'sinceImagePushed']),
    countUnit: z.literal('days').optional(),
    countNumber: z.int().min(1),
  })
  .refine(one => (one.tagStatus === 'tagged') === (one.tagPatternList !== undefined), 'tagPatternList')
  .refine(one => (one.countType === 'sinceImagePushed') === (one.countUnit !== undefined), 'countUnit')
const policy = z.object({
  rules: z
    .array(z.object({ rulePriority: z.int().min(1), selection, action: z.object({ type: z.literal('expire') }) }))
    .min(1)
    .refine(all => new Set(all.map(one => one.rulePriority)).size === all.length, 'rulePriority')
    .refine(all => all.filter(one => one.selection.tagStatus === 'untagged').length <= 1, 'untagged')
    .refine(all => {
      const last = Math.max(...all.map(one => one.rulePriority))
      return all.every(one => one.selection.tagStatus !== 'any' || one.rulePriority === last)
    }, 'any'),
})
type Selection = z.output<typeof selection>

/** Throws what ECR would. */
export const checkPolicy = (text: string) => void rulesIn(text)

/** At most 24 hours later, as AWS says; here at once. */
export const expired = (text: string, images: Image[], now: number): Image[] => {
  const rules = rulesIn(text).sort((a, b) => a.rulePriority - b.rulePriority)
  const gone: Image[] = []
  for (const image of images) {
    const [rule] = rules.filter(one => selects(one.selection, image))
    if (rule && isOver(rule.selection, image, images, now)) gone.push(image)
  }
  return gone
}

const selects = ({ tagStatus, tagPatternList = [] }: Selection, { tags }: Image) => {
  if (tagStatus === 'any') return true
  if (tagStatus === 'untagged') return tags.length === 0
  return tagPatternList.every(pattern => tags.some(tag => matches(pattern, tag)))
}

const matches = (pattern: string, tag: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.replace(/[^A-Za-z0-9]/g, '\\$&'))
      .join('.*')}$`,
  ).test(tag)

const isOver = (by: Selection, image: Image, images: Image[], now: number) => {
  if (by.countType === 'sinceImagePushed') return now - image.pushedAt > by.countNumber * dayMs
  const newest = images.filter(one => selects(by, one)).sort((a, b) => b.pushedAt - a.pushedAt)
  return newest.indexOf(image) >= by.countNumber
}

const dayMs = 86_400_000

const rulesIn = (text: string) => {
  const read = policy.safeParse(parsed(text))
  if (read.success) return read.data.rules
  throw new AwsError(
    'InvalidParameterException',
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${read.error.issues[0]?.message}'`,
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
