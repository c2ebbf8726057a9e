// A notice as a program takes it, and as a mail.
import type { Notice } from './notices.ts'
import { lineOf } from './notices-words.ts'
import type { Locale } from './vocabulary.ts'

/** `id` is the delivery's: the same over all attempts. */
export const webhookPayload = (id: string, notice: Notice, locale: Locale, template?: string) => {
  const { kind, deploymentId, seq, occurredAt, status, by, owner, repo, branch, environment } = notice
  return {
    ...{ id, kind, deploymentId, seq, occurredAt, status, by },
    service: { owner, repo, branch, environment },
    commit: { hash: notice.commitHash, message: notice.commitMessage },
    imageTag: notice.imageTag,
    ...{ waitingFor: notice.waitingFor, url: notice.url, durationSeconds: notice.durationSeconds },
    healthy: notice.healthy,
    error: notice.errorCode || notice.reason ? { code: notice.errorCode, reason: notice.reason } : null,
    links: notice.links,
    text: lineOf(notice, locale, template),
  }
}

export const mailOf = (notice: Notice, locale: Locale, template?: string) => ({
  subject: subjectOf(lineOf(notice, locale, '{service} ({environment}): {kind}')),
  text: [
    lineOf(notice, locale, template),
    '',
    lineOf(notice, locale, '{branch} {commit} {commitMessage}'),
    lineOf(notice, locale, '{by}'),
    notice.links.console,
  ].join('\n'),
})

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: ASCII, no line breaks, less than 100 characters. */
const subjectOf = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 99)
