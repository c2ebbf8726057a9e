// The examples of docs/notifications.md, from the code that sends them: `node test/core/notices-docs.ts` writes them there.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Notice, sampleNotice } from '../../core/notices.ts'
import { slackPayload } from '../../core/notices-slack.ts'
import { webhookPayload } from '../../core/notices-webhook.ts'
import { templateNames } from '../../core/notices-words.ts'

const links = { console: 'https://d111111abcdef8.cloudfront.net', api: 'https://d111111abcdef8.cloudfront.net' }
const id = 'dep_0123456789abcdef01234567'
const good: Notice = {
  ...sampleNotice('2026-11-20T10:35:05.120Z', 'kim@example.com', links),
  ...{ deploymentId: id, seq: 48, environment: 'prod', url: 'https://hello.example.com', commitMessage: 'Say hello' },
  links: { console: `${links.console}/#/deployments/${id}`, api: `${links.api}/api/v1/deploy/${id}` },
}
const bad: Notice = {
  ...good,
  ...{ kind: 'failed', status: 'FAILED', errorCode: 'HEALTH_CHECK_FAILED', healthy: { running: 0, desired: 2 } },
  reason: '0 of 5 checks passed: 503 from /health',
}

export const file = fileURLToPath(new URL('../../docs/notifications.md', import.meta.url))

/** What stands after each mark, up to the next empty line that follows a block. */
export const withExamples = (text: string): string =>
  Object.entries(examples()).reduce(
    (doc, [name, block]) =>
      doc.replace(new RegExp(`<!-- ${name} -->\n(?:.*\n)*?(?=\n|A name )`), () => `<!-- ${name} -->\n${block}`),
    text,
  )

const examples = () => ({
  names: `${wrapped(templateNames.map(name => `\`{${name}}\``).join(' '))}\n`,
  slack: fenced(slackPayload(good, 'en')),
  webhook: fenced(webhookPayload('nd_0123456789abcdef01234567', bad, 'en')),
})

const fenced = (payload: object) => `\`\`\`json\n${JSON.stringify(payload, null, 2)}\n\`\`\`\n`

const wrapped = (line: string) => line.replace(/(.{1,128})(?: |$)/g, '$1\n').trimEnd()

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(file, withExamples(await readFile(file, 'utf8')))
