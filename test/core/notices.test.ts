import { describe, expect, it } from 'vitest'
import type { LoggedEvent } from '../../core/event.ts'
import { concerns, kindsOf, mayTell, type Notice, noticeKinds, noticeOf, sampleNotice } from '../../core/notices.ts'
import { slackPayload } from '../../core/notices-slack.ts'
import { mailOf, webhookPayload } from '../../core/notices-webhook.ts'
import { lineOf, templateNames, unknownNames } from '../../core/notices-words.ts'
import type { DeploymentState } from '../../core/state.ts'
import { eventCodes } from '../../core/vocabulary.ts'

const links = { console: 'https://console.example', api: 'https://api.example' }
const sample = sampleNotice('2026-11-20T10:35:05.120Z', 'kim', links)

const state = (more: object = {}) =>
  ({
    ...{
      id: 'dep_1',
      status: 'RUNNING',
      commitHash: 'c'.repeat(40),
      commitMessage: 'Subject\n\nBody',
      imageDigest: null,
    },
    ...{ url: null, durationSeconds: null, progress: null, stopping: null, switchedAt: null, blue: null },
    request: { owner: 'panda', repo: 'hello', branch: 'main', environment: 'prod', by: 'kim', rollback: null },
    ...more,
  }) as DeploymentState

const event = (code: string, details: object = {}) =>
  ({ deploymentId: 'dep_1', seq: 3, timestamp: '2026-11-20T10:35:05.120Z', code, details }) as LoggedEvent

const sick = { switchedAt: 'x', stopping: { reason: 'failed', errorCode: 'HEALTH_CHECK_FAILED', errorMessage: 'sick' } }

describe('which notice an event makes', () => {
  it.each([
    ['CLONED', {}, {}, ['started']],
    ['INITIALIZED', { commitHash: null }, {}, []],
    ['INITIALIZED', {}, {}, ['started']],
    ['READY', {}, {}, ['waiting']],
    ['AWAITING_APPROVAL', {}, {}, ['waiting']],
    ['COMPLETED', {}, {}, ['succeeded']],
    ['COMPLETED', { request: { ...state().request, rollback: {} } }, {}, ['rolledBack']],
    ['FAILED', {}, {}, ['failed']],
    ['FAILED', {}, { remains: ['a stack'] }, ['alarm', 'failed']],
    ['CANCELLED', {}, {}, ['cancelled']],
    ['STOPPING', sick, {}, ['alarm']],
    ['STOPPING', { ...sick, switchedAt: null }, {}, []],
    ['STOPPING', { switchedAt: 'x', stopping: { reason: 'cancelled' } }, {}, []],
    ['ROLLED_BACK', sick, {}, ['rolledBack']],
    ['ROLLED_BACK', {}, {}, []],
    ['BUILD_PROGRESS', {}, {}, []],
  ])('%s, %j, %j: %j', (code, more, details, kinds) => {
    expect(kindsOf(event(code, details), state(more))).toEqual(kinds)
    if (kinds.length > 0) expect(mayTell(code)).toBe(true)
  })

  it('of every other event there is none', () => {
    for (const code of eventCodes) if (!mayTell(code)) expect(kindsOf(event(code), state(sick)), code).toEqual([])
  })

  it('after an undoing it names what serves again', () => {
    const blue = { commitHash: 'b'.repeat(40), commitMessage: 'Before' }
    expect(noticeOf('rolledBack', event('ROLLED_BACK'), state({ blue }), links).commitHash).toBe(blue.commitHash)
    expect(noticeOf('failed', event('FAILED'), state({ blue }), links).commitHash).toBe('c'.repeat(40))
  })

  it('a target is concerned by name, whatever its case, or by *', () => {
    const of = { owner: 'Panda', repo: 'hello', environment: 'prod' }
    const any = { owner: '*', repo: '*', environment: '*' }
    expect(concerns(any, of)).toBe(true)
    expect(concerns({ ...any, owner: 'panda' }, of)).toBe(true)
    expect(concerns({ ...any, environment: 'dev' }, of)).toBe(false)
  })
})

describe('what it says', () => {
  it.each(noticeKinds)('%s in both languages, without a name left over', kind => {
    for (const locale of ['en', 'ko'] as const) {
      const line = lineOf({ ...sample, kind, waitingFor: 'switch', errorCode: 'BUSY', reason: 'why' }, locale)
      expect(line).toContain('panda/hello')
      expect(line).not.toMatch(/[{}]|undefined/)
    }
  })

  it('says how long it took, and how many are healthy', () => {
    expect(lineOf(sample, 'en')).toBe('panda/hello (default): 0123456 is deployed, in 3 min 2 s, healthy 2/2')
    expect(lineOf(sample, 'ko')).toContain('3 분 2 초')
  })

  it('takes a template of one’s own, and knows which names there are', () => {
    expect(lineOf(sample, 'en', '{commitMessage} by {by}')).toBe('A sample: nothing was deployed by kim')
    expect(unknownNames('{by} {nobody} {constructor}')).toEqual(['nobody', 'constructor'])
    expect(unknownNames(templateNames.map(name => `{${name}}`).join(' '))).toEqual([])
  })

  it('what is put in is not read again: a commit message with braces stays what it is', () => {
    const notice: Notice = { ...sample, commitMessage: '{by} {url}' }
    expect(lineOf(notice, 'en', '{commitMessage}')).toBe('{by} {url}')
  })
})

describe('in Slack', () => {
  it('calls nobody and hides no link, whatever a commit message says', () => {
    const commitMessage = '<!channel> <https://evil.example|here> & more'
    const text = JSON.stringify(slackPayload({ ...sample, commitMessage, by: '<@U123>' }, 'en', '{commitMessage} {by}'))
    expect(text).not.toMatch(/<!channel>|<https:\/\/evil|<@U123>/)
    expect(text).toContain('&lt;!channel&gt; &lt;https://evil.example|here&gt; &amp; more')
  })

  it('an admin’s template may call somebody', () => {
    expect(slackPayload(sample, 'en', '<!here> {service}').text).toContain('<!here> panda/hello')
  })

  it('keeps within what Slack takes', () => {
    const long = { ...sample, kind: 'failed', reason: 'x'.repeat(9_000), commitMessage: 'y'.repeat(9_000) } as const
    const { blocks } = slackPayload(long, 'en', 'z'.repeat(1_000))
    for (const text of JSON.stringify(blocks).match(/"text":"[^"]*"/g) ?? []) expect(text.length).toBeLessThan(2_020)
  })
})

it('a mail’s subject is what SNS takes', () => {
  const { subject, text } = mailOf({ ...sample, repo: 'x'.repeat(100), environment: '가' }, 'ko')
  expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/)
  expect(text).toContain(sample.links.console)
})

it('a program gets facts, and the line beside them', () => {
  expect(webhookPayload('nd_1', sample, 'en')).toMatchObject({
    ...{ id: 'nd_1', kind: 'succeeded', durationSeconds: 182, healthy: { running: 2, desired: 2 }, error: null },
    text: expect.stringContaining('is deployed'),
  })
})
