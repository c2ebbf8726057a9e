// Webhooks of GitHub: how they are made and listed, and what of a delivery starts something.
import * as z from 'zod'
import { isBranch } from './git-names.ts'
import { environment, owner, repo } from './schemas.ts'
import { errorCodes } from './vocabulary.ts'

/** A push of many commits is long: GitHub sends 25 MB at most, a Lambda function is handed 6. */
export const mostHookBytes = 4 * 1024 * 1024

export const createHookBody = z.strictObject({ owner, repo })
export type CreateHook = z.output<typeof createHookBody>

/** None is refused by its form: an answer that differs would tell something. */
export const hookHeaders = z.object({
  'x-hub-signature-256': z.string().optional().describe('`sha256=` and the hex HMAC-SHA256 of the body, by GitHub'),
  'x-github-event': z.string().optional().describe('`push`, `ping`, …'),
  'x-github-delivery': z.string().optional().describe('The same again: nothing is started twice'),
  'content-type': z.string().optional().describe('JSON, or a form with JSON in `payload`'),
})
export type HookHeaders = z.output<typeof hookHeaders>

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })
const hook = {
  id: z.string().meta({ examples: ['hook_0123456789abcdef01234567'] }),
  owner: z.string(),
  repo: z.string(),
  url: z.string().describe('What GitHub is to call: "Payload URL"'),
  createdAt: time,
  createdBy: z.string(),
}
export const hookCreated = z.strictObject({
  ...hook,
  secret: z
    .string()
    .meta({ description: 'What GitHub is to sign with: "Secret". Shown this once', examples: ['whsec_…'] }),
})
export const hooks = z.strictObject({ hooks: z.array(z.strictObject(hook).meta({ id: 'Hook' })) })
export const hookRemoved = z.strictObject({ id: z.string() })

const begun = z.array(z.strictObject({ environment, deploymentId: z.string() }))
export const hookHeard = z.strictObject({
  event: z.string(),
  started: begun.describe('One for each environment that takes the branch'),
  already: begun.describe('What an earlier delivery of the same id has started'),
  refused: z.array(z.strictObject({ environment, errorCode: z.enum(errorCodes), message: z.string() })),
  why: z.string().nullable().describe('Why nothing was tried'),
})
export type HookHeard = z.output<typeof hookHeard>

// https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
const push = z.object({
  ref: z.string(),
  deleted: z.boolean().optional(),
  after: z.string().optional(),
  head_commit: z.object({ message: z.string() }).nullish(),
  repository: z.object({ full_name: z.string() }),
  sender: z.object({ login: z.string() }).optional(),
})

export type Pushed = { branch: string; commit: string; by: string }

/** What has been pushed to the repository of the hook, or why nothing begins. */
export const pushedBy = (event: string, payload: unknown, at: CreateHook): Pushed | { why: string } => {
  if (event === 'ping') return { why: 'GitHub is heard: a push will be' }
  if (event !== 'push') return { why: `Only a push starts something, not "${shortened(event)}"` }
  const { success, data } = push.safeParse(payload)
  if (!success) return { why: 'This is not what GitHub says of a push' }
  const { ref, deleted, head_commit, repository, after = '', sender } = data
  if (repository.full_name.toLowerCase() !== `${at.owner}/${at.repo}`.toLowerCase())
    return { why: `The hook is of ${at.owner}/${at.repo}, not of ${shortened(repository.full_name)}` }
  const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1]
  if (branch === undefined) return { why: `${shortened(ref)} is no branch` }
  if (deleted) return { why: `${shortened(branch)} was deleted` }
  if (!isBranch(branch)) return { why: `${shortened(branch)} is not a name that a deployment can have` }
  if (head_commit?.message.includes(skipMark)) return { why: `The commit says ${skipMark}` }
  return { branch, commit: /^[0-9a-f]{7,64}$/.test(after) ? after : '', by: `github:${loginOf(sender?.login)}` }
}

const skipMark = '[skip deploy]'

/** A person, or a program: `dependabot[bot]`. */
const loginOf = (login = '') => (/^[A-Za-z0-9-]{1,39}(?:\[bot\])?$/.test(login) ? login : 'somebody')

/** It is said back, and need not be 4 MB long. */
const shortened = (text: string) =>
  text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 80)
    .toWellFormed()
