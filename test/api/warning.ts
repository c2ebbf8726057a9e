// What is told of a release and takes nothing back: alarms that rang before it, and rules that only warn.
import type { Chapter, Story } from './story.ts'

const at = { owner: 'panda', repo: 'hello', environment: 'calm' }

export const warning: Chapter = async story => {
  const latency = { p95Ms: 500, minutes: 1, severity: 'warn' }
  const rollback = { bakeSeconds: 30, latency, serverErrors: { over: 5 }, unhealthyHosts: null }
  await story.told('writeEnvironment', 'rules', {
    summary: 'What takes a release back after the switch, and what only warns',
    params: at,
    body: { rollback },
  })
  await deployed(story, 'd')
  story.place.world.serve('d', Array(40).fill(10), 20)
  await deployed(story, 'e')
}

const deployed = async ({ place, things }: Story, letter: string) => {
  place.weather.build = () => ({ letter })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const body = { ...connections, ...at, branch: 'main', autoSwitch: true }
  const { data } = await place.call('POST /api/v1/deploy', body)
  const id = String(data.deploymentId)
  await place.until(id, 'SWITCHED')
  place.world.serve(letter, Array(40).fill(600), 0)
  await place.end(id)
}
