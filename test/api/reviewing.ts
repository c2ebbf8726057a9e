// What reviewers say, and what goes from one environment to another.
import { type Caller, localCaller } from '../../app/caller.ts'
import type { Chapter, Story } from './story.ts'

export const reviewing: Chapter = async story => {
  await agreeing(story)
  await refusing(story)
  await promoting(story)
}

const as = (by: string): Caller => ({ ...localCaller, by })
const hello = { owner: 'panda', repo: 'hello', branch: 'main' }
const at = (environment: string) => ({ owner: 'panda', repo: 'hello', environment })

const lodash = {
  ...{ id: 'CVE-2026-12345', severity: 'CRITICAL', package: 'lodash' },
  ...{ version: '4.17.4', fixedVersion: '4.17.21' },
}

/** Ann's, as far as the reviewers. */
const asked = async ({ place, things }: Story, letter: string, finds: [typeof lodash] | string) => {
  place.weather.build = () => ({ letter })
  place.weather.programs.set(letter, { finds })
  const { checks } = place.weather
  place.weather.checks = async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'pending' })) })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const body = { ...connections, ...hello, environment: 'shop' }
  const { data } = await place.call('POST /api/v1/deploy', body, as('ann'))
  const id = String(data.deploymentId)
  await place.until(id, 'CHECKS_AWAITED')
  place.weather.checks = checks
  await place.until(id, 'AWAITING_APPROVAL')
  return id
}

const agreeing = async (story: Story) => {
  const { told, ask, place } = story
  const smoke = [{ path: '/', status: 200, withinMs: 500 }]
  const waivers = [{ id: 'CVE-2026-12345', reason: 'Nobody reaches it', until: '2026-12-31' }]
  const gates = { scan: { atSeverity: 'HIGH', notScanned: 'pass', waivers }, checks: ['ci/test'] }
  const body = { approvals: { reviewers: 1, waitMinutes: 5 }, gates, smoke }
  await told('writeEnvironment', 'reviewed', {
    summary: 'The scan and CI have to be good, one has to agree, five minutes pass, its front page has to answer',
    params: at('shop'),
    body,
  })
  const id = await asked(story, '7', [lodash])
  const params = { id }
  await told('listApprovals', 'one', { summary: 'One waits' })
  const own = { summary: 'Whoever has started it may not', params, body: {}, caller: as('ann') }
  await ask('approve', 'author', own)
  const fine = { summary: 'Agreed; the wait goes on', params, body: { comment: 'Looks good' }, caller: as('bob') }
  await told('approve', 'agreed', fine)
  await told('skipApproval', 'emergency', {
    ...{ summary: 'Nobody waits for the clock: it is in the audit log, as an alarm', params, caller: as('root') },
    body: { reason: 'The shop is down' },
  })
  await place.end(id)
  for (const operation of ['approve', 'reject', 'skipApproval'])
    await ask(operation, 'over', {
      ...{ summary: 'It asks for no approval any more', params, caller: as('cy') },
      body: { approve: {}, reject: { comment: 'Too late' }, skipApproval: { reason: 'Too late' } }[operation]!,
    })
}

const refusing = async (story: Story) => {
  const id = await asked(story, '8', 'no list of packages')
  const body = { comment: 'Not on a Friday' }
  await story.told('reject', 'refused', {
    summary: 'It fails, with these words',
    params: { id },
    body,
    caller: as('bob'),
  })
  await story.place.end(id)
  await story.told('readResult', 'rejected', { summary: 'A reviewer said no', params: { id } })
}

const key = { 'idempotency-key': 'promote-7' }

const promoting = async ({ told, ask, place, things }: Story) => {
  const params = { id: things.dep }
  const body = { environment: 'stage' }
  await told('writeEnvironment', 'promotedOnly', {
    summary: 'Only what is good in default goes there, one at a time',
    params: at('stage'),
    body: { promotion: { from: ['default'], only: true }, concurrency: 'reject' },
  })
  const { deploymentId } = await told('promote', 'started', { summary: 'The same image', params, body, headers: key })
  await ask('promote', 'keyUsed', {
    summary: 'The same key, another body',
    params,
    body: { environment: 'x' },
    headers: key,
  })
  await ask('promote', 'busy', { summary: 'While another is unfinished there', params, body })
  await place.end(String(deploymentId))
  await ask('promote', 'there', { summary: 'It is there already', params, body: { environment: 'default' } })
  const none = { PANDA_RUNNING: 0, PANDA_WAITING: 0 }
  await ask('promote', 'queueFull', { summary: 'Ten run and fifty wait', params, body, settings: none })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const built = { ...connections, ...hello, environment: 'stage' }
  await ask('deploy', 'promotionOnly', { summary: 'Nothing is built for that environment', body: built })
}
