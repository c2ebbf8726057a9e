// A release that CodeDeploy takes back for an alarm after its deployment has ended: what is told of it then.
import type { Chapter, Story } from './story.ts'

export const takingBack: Chapter = async story => {
  const { place } = story
  await deployed(story, 'f')
  const id = await deployed(story, 'b')
  const { release } = await place.state(id)
  place.world.serveGroup(release!.greenGroup, Array(50).fill(10), 20)
  await place.minutes(10)
  await story.told('readDeployment', 'takenBack', {
    summary: 'Completed, and taken back by CodeDeploy while blue was still warm',
    params: { id },
  })
}

const deployed = async ({ place, things }: Story, letter: string) => {
  place.weather.build = () => ({ letter })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const at = { owner: 'panda', repo: 'hello', branch: 'main', environment: 'alarmed' }
  const { data } = await place.call('POST /api/v1/deploy', { ...connections, ...at, autoSwitch: true })
  const id = String(data.deploymentId)
  await place.end(id)
  return id
}
