// Everything that the OpenAPI document shows, asked of the server that is here: bin/api-examples.ts keeps it, and
// documented.test.ts holds what was kept against it.
import type { Example, Examples } from '../../app/openapi-examples.ts'
import { routes } from '../../app/routes.ts'
import { eventView } from '../../core/view.ts'
import { eventCodes } from '../../core/vocabulary.ts'
import { connecting } from './connecting.ts'
import { deploying } from './deploying.ts'
import { listening } from './listening.ts'
import { leaving, others } from './others.ts'
import { kindOf, sharedExamples } from './refusals.ts'
import { openStory, type Story } from './story.ts'
import { takingBack } from './taken-back.ts'

export const recordExamples = async (): Promise<Examples> => {
  const story = await openStory()
  for (const chapter of [connecting, deploying, others, uncovered, takingBack]) await chapter(story)
  const socket = await listening(story)
  await leaving(story)
  const shared = await sharedExamples(story)
  const calls = Object.fromEntries(routes.map(({ operation }) => [operation, story.calls[operation] ?? []]))
  for (const [operation, examples] of Object.entries(calls)) calls[operation] = goodFirst(examples)
  // As it will be read: what is undefined here is absent there.
  return JSON.parse(JSON.stringify({ calls, shared, events: await events(story), socket })) as Examples
}

/** What no chapter has asked, and can be asked without knowing more of it. */
const uncovered = async (story: Story) => {
  for (const { operation, method, path, summary } of routes) {
    if (method !== 'GET' || operation === 'apiDocs' || story.calls[operation]) continue
    const params = { id: story.things[kindOf(path)], owner: 'panda', repo: 'hello' }
    await story.told(operation, 'answer', { summary, params })
  }
}

const goodFirst = (examples: Example[]) =>
  examples.toSorted((a, b) => Number(a.answer.status >= 400) - Number(b.answer.status >= 400))

/** Of each code the first, in the order of the vocabulary. */
const events = async ({ place }: Story) => {
  const { data } = await place.call('GET /api/v1/deploy')
  const ids = (data.deployments as { deploymentId: string }[]).map(one => one.deploymentId).reverse()
  const seen = new Map<string, object>()
  for (const id of ids)
    for (const event of await place.log(id)) if (!seen.has(event.code)) seen.set(event.code, eventView(event, 'en'))
  return Object.fromEntries(eventCodes.flatMap(code => (seen.has(code) ? [[code, seen.get(code)!]] : [])))
}
