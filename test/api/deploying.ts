// Chapter 2: deployments that go well, are cancelled, fail, and go back.
import type { BuildScript } from '../scripted-builds.ts'
import type { Chapter, Story } from './story.ts'

export const deploying: Chapter = async story => {
  const { place } = story
  // Blue is a little slower than green.
  for (const [letter, latencyMs] of Object.entries({ a: 24, b: 21 })) place.weather.programs.set(letter, { latencyMs })
  await first(story)
  await second(story)
  await afterwards(story)
  await unhealthy(story)
  await broken(story)
  await hanging(story)
  await stopped(story)
  await back(story)
}

const wish = ({ things }: Story) => ({
  ...{ githubConnectionId: things.gh, awsConnectionId: things.aws },
  ...{ owner: 'panda', repo: 'hello', branch: 'main' },
})

/** What its build does, and what its image holds. */
const next = ({ place }: Story, script: BuildScript) => {
  place.weather.build = () => script
}

const idOf = (data: Record<string, unknown>) => String(data.deploymentId)
const at = <More extends object>(id: string, more: More) => ({ params: { id }, ...more })

/** Nothing serves yet: it goes straight out. */
const first = async (story: Story) => {
  const { told, ask, place, things } = story
  next(story, { letter: 'a' })
  const body = { ...wish(story), autoSwitch: true }
  const id = idOf(await told('deploy', 'autoSwitch', { summary: 'Straight through, without waiting', body }))
  await ask('switchTraffic', 'notReady', at(id, { summary: 'Green is not ready yet' }))
  await ask('readResult', 'tooEarly', at(id, { summary: 'There is nothing to decide on yet' }))
  const rejecting = { ...wish(story), concurrency: 'reject' }
  await ask('deploy', 'busy', { summary: 'With concurrency "reject", while another is unfinished', body: rejecting })
  await ask('disconnect', 'inUse', at(things.gh, { summary: 'A deployment still needs it' }))
  await place.until(id, 'BUILD_COMPLETED')
  await told('readDeployment', 'running', at(id, { summary: 'While it builds; the first of a service has no blue' }))
  await place.end(id)
  await ask('rollback', 'noEarlier', at(id, { summary: 'It is the first', body: {} }))
}

const key = { 'idempotency-key': 'release-42' }

/** Beside what serves, until somebody says the word. */
const second = async (story: Story) => {
  const { told, ask, place, things } = story
  next(story, { letter: 'b' })
  const asked = { headers: key, body: wish(story) }
  const id = idOf(await told('deploy', 'waiting', { summary: 'Waits for POST …/switch (the default)', ...asked }))
  await told('deploy', 'again', { summary: 'The same key and body: the same deployment', ...asked })
  const other = { headers: key, body: { ...wish(story), branch: 'v2' } }
  await ask('deploy', 'keyUsed', { summary: 'The same key, another body', ...other })
  await place.until(id, 'READY')
  await told('readDeployment', 'ready', at(id, { summary: 'Waiting for the switch' }))
  await told('readResult', 'ready', at(id, { summary: 'Figures to decide by' }))
  await told('readLogs', 'all', at(id, { summary: 'What the build wrote' }))
  await told('listServices', 'beside', { summary: 'Blue serves, green is ready beside it' })
  await told('switchTraffic', 'switched', at(id, { summary: 'The request is in the log' }))
  await place.until(id, 'SWITCHED')
  await ask('cancel', 'tooLate', at(id, { summary: 'Traffic has moved: roll back instead' }))
  await told('readDeployment', 'baking', at(id, { summary: 'Switched, and watched for a while' }))
  await place.end(id)
  things.dep = id
}

const afterwards = async (story: Story) => {
  const { told, ask, place, things } = story
  const id = things.dep
  await told('readDeployment', 'completed', at(id, { summary: 'Completed' }))
  await told('readResult', 'completed', at(id, { summary: 'Completed' }))
  const last = (await place.log(id)).length
  const tail = { query: `after=${last - 3}` }
  await told('readEvents', 'json', at(id, { summary: 'As JSON: what came after the one you have', ...tail }))
  const accept = 'text/event-stream'
  await ask('readEvents', 'stream', at(id, { summary: 'As a stream', ...tail, headers: { accept } }))
  const resumed = { headers: { accept, 'last-event-id': String(last - 1) } }
  await ask('readEvents', 'resumed', at(id, { summary: 'A browser that comes back', ...resumed }))
  const over = { headers: { accept, 'last-event-id': String(last) } }
  await ask('readEvents', 'over', at(id, { summary: 'It has the final event: do not come back', ...over }))
  const old = { query: `after=${last - 1}&dialect=v1`, headers: { accept } }
  await ask('readEvents', 'dialectV1', at(id, { summary: 'As the first clients know it', ...old }))
  await told('readService', 'one', { summary: 'What serves, and what to go back to', params: hello })
}

const hello = { owner: 'panda', repo: 'hello' }

const unhealthy = async (story: Story) => {
  const says = ['Error: connect ECONNREFUSED 10.0.0.7:5432', '    at server.mjs:12']
  story.place.weather.programs.set('c', { healthyAfterMs: null, answers: 500, says })
  next(story, { letter: 'c' })
  const { place, told } = story
  const id = idOf(await told('deploy', 'staging', { summary: 'Everything that can be said', body: everything(story) }))
  await place.end(id)
  await told('readDeployment', 'firstFailed', at(id, { summary: 'A first release that never got healthy' }))
  const summary = 'Green never got healthy: blue still serves'
  await failing(story, summary, 'unhealthy', { letter: 'c' })
}

const everything = (story: Story) => ({
  ...wish(story),
  ...{ environment: 'staging', autoSwitch: true, concurrency: 'queue', healthPath: '/health', port: 8080 },
})

const broken = (story: Story) => {
  const message = 'Step 3/5 failed: COPY package.json ./: no such file or directory'
  const fails = { before: 'BUILD_COMPLETED', errorCode: 'DOCKER_BUILD_FAILED', message } as const
  return failing(story, 'The image could not be built', 'notBuilt', { letter: 'd', fails })
}

const hanging = (story: Story) =>
  failing(story, 'A stage took longer than it may', 'timedOut', { letter: 'd', hangsBefore: 'PUSHED' })

const failing = async (story: Story, summary: string, name: string, script: BuildScript) => {
  next(story, script)
  const { deploymentId } = await unnoted(story)
  await story.place.end(deploymentId)
  await story.told('readResult', name, at(deploymentId, { summary }))
}

/** A deployment that is no example of POST /deploy. */
const unnoted = async (story: Story) => {
  const { data } = await story.place.call('POST /api/v1/deploy', wish(story))
  return { deploymentId: idOf(data) }
}

const stopped = async (story: Story) => {
  next(story, { letter: 'b' })
  const { deploymentId: id } = await unnoted(story)
  await story.place.until(id, 'CLONED')
  await story.told('cancel', 'stopping', at(id, { summary: 'It is being stopped' }))
  await story.place.end(id)
  await story.told('cancel', 'over', at(id, { summary: 'It is over already: nothing changes' }))
  await story.told('readResult', 'cancelled', at(id, { summary: 'Cancelled' }))
}

const back = async (story: Story) => {
  const { told, ask, place, things } = story
  const asked = at(things.dep, { headers: { 'idempotency-key': 'back-1' }, body: {} })
  const id = idOf(await told('rollback', 'before', { summary: 'To the good one before', ...asked }))
  const other = { ...asked, body: { autoSwitch: false } }
  await ask('rollback', 'keyUsed', { summary: 'The same key, another body', ...other })
  await place.end(id)
  await told('readResult', 'rolledBack', at(id, { summary: 'Gone back: nothing was built' }))
  const to = String((await place.state(things.dep)).commitHash).slice(0, 7)
  await told('rollback', 'toCommit', at(things.dep, { summary: 'To a commit', body: { to } }))
  await ask('rollback', 'notKept', at(things.dep, { summary: 'No such release is kept', body: { to: 'f00d1e5' } }))
}
