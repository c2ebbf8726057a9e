// A notice as Slack's incoming webhooks take it: https://api.slack.com/messaging/webhooks
import type { Notice, NoticeKind } from './notices.ts'
import { labels, lineOf } from './notices-words.ts'
import type { Locale } from './vocabulary.ts'

const signs: Record<NoticeKind, string> = {
  started: ':rocket:',
  waiting: ':hourglass_flowing_sand:',
  succeeded: ':white_check_mark:',
  failed: ':x:',
  cancelled: ':no_entry_sign:',
  rolledBack: ':leftwards_arrow_with_hook:',
  alarm: ':rotating_light:',
}

/** `text` is what a notification on a phone shows; blocks are what the channel shows. */
export const slackPayload = (notice: Notice, locale: Locale, template?: string) => {
  const line = lineOf(notice, locale, template, escaped)
  const fields = fieldsOf(notice, locale)
  return {
    text: `${signs[notice.kind]} ${line}`,
    blocks: [
      { type: 'section', text: mrkdwn(`${signs[notice.kind]} ${line}`) },
      { type: 'section', fields: fields.map(([label, value]) => mrkdwn(`*${label}*\n${value}`)) },
      {
        type: 'context',
        elements: [mrkdwn(`<${escaped(notice.links.console)}|${labels[locale].open}> · ${notice.deploymentId}`)],
      },
    ],
  }
}

const fieldsOf = (notice: Notice, locale: Locale): [label: string, value: string][] => {
  const said = labels[locale]
  const value = (template: string) => lineOf(notice, locale, template, escaped)
  return [
    [said.branch, value('{branch}')],
    [said.by, value('{by}')],
    [said.commit, value('`{commit}` {commitMessage}')],
    ...(notice.url && notice.kind === 'succeeded' ? ([[said.url, value('<{url}>')]] as [string, string][]) : []),
    ...(notice.healthy ? ([[said.healthy, value('{healthy}')]] as [string, string][]) : []),
  ]
}

/** A section takes 3,000 characters, a field 2,000: https://api.slack.com/reference/block-kit/blocks */
const longest = 2_000
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text: text.slice(0, longest) })

/** The three that Slack reads as its own: `<!channel>` in a commit message calls nobody.
 *  https://api.slack.com/reference/surfaces/formatting#escaping */
const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
