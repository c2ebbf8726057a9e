// How long images live in the repository of a service. ECR deletes by rules of its own, which know nothing of releases: what a
// release, or a rollback to it, needs carries a tag that begins with `panda-keep-`, and no rule deletes an image with such a tag.
// Nothing is ever deployed by a tag.
import { shortHash } from './names.ts'

/** The tag of a service moves on from what it does not need any more, so that nobody has to be allowed to delete. */
const keeps = 'panda-keep-'

/** Services share a repository, and two tenants may share an account: each counts its own. */
export const keepTags = (tenant: string, service: string) => `${keeps}${shortHash(`${tenant}\n${service}`)}-`

/** Beside its own, and the short commit and git's versions, which only the build knows. The last is put where no rule deletes
 *  it until the digest itself is looked up and kept. */
export const tagsBeside = (of: { tenant: string; environment: string; service: string; tag: string }) => [
  'latest',
  ...(of.environment === 'dev' ? [`dev-${of.tag}`] : []),
  `${keepTags(of.tenant, of.service)}new`,
]

/** Tags that nobody else is to read, of whichever tenant and service: they begin nothing. */
export const isInternal = (tag: string) => tag.startsWith(keeps) || tag === 'buildcache'

/** As core/names.ts makes the own one of each build. */
export const isBuildTag = (tag: string) => /^\d{8}_\d{6}$/.test(tag)

/** Semver without build metadata, whose `+` no tag of an image may have: https://semver.org */
const version = /^v(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z.-]{1,64})?$/

export const versionsIn = (gitTags: string[]): string[] => gitTags.filter(tag => version.test(tag)).slice(0, 10)

type Selection = { tagStatus: string; tagPatternList?: string[]; countType: string; countUnit?: 'days' }

const rule = (rulePriority: number, description: string, selection: Selection, countNumber: number) => ({
  ...{ rulePriority, description: `Panda: ${description}` },
  ...{ selection: { ...selection, countNumber }, action: { type: 'expire' } },
})

const days = { countType: 'sinceImagePushed', countUnit: 'days' } as const
const count = { countType: 'imageCountMoreThan' } as const

/** An image that a rule selects by its tags is never deleted by a later one:
 *  https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lifecycle-policy-howitworks */
export const imageRules = JSON.stringify({
  rules: [
    rule(1, 'what a release needs stays', { tagStatus: 'tagged', tagPatternList: [`${keeps}*`], ...count }, 10_000),
    rule(2, 'what was for dev goes after 30 days', { tagStatus: 'tagged', tagPatternList: ['dev-*'], ...days }, 30),
    rule(3, 'what has lost its tags goes after 7 days', { tagStatus: 'untagged', ...days }, 7),
    rule(4, 'of all else the newest 10 stay', { tagStatus: 'any', ...count }, 10),
  ],
})
