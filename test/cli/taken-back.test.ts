// What `panda status` says of a release that was taken back after its deployment had ended: from what the server answered then.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { fakeServer, good } from './fake-server.ts'
import { pandaCli } from './panda-cli.ts'

type Recorded = { calls: { readDeployment: { name: string; answer: { body: { data: Deployment } } }[] } }
type Deployment = { deploymentId: string; takenBack: { at: string; reason: string; serves: string } }

it('says that it was taken back, when, why, and what serves now', { timeout: 60_000 }, async () => {
  const file = new URL('../../app/api.examples.json', import.meta.url)
  const { calls } = JSON.parse(await readFile(file, 'utf8')) as Recorded
  const { data } = calls.readDeployment.find(({ name }) => name === 'takenBack')!.answer.body
  const server = await fakeServer(() => good(data))
  const cli = await pandaCli()
  try {
    const { code, out } = await cli.run(['status', data.deploymentId], { env: { PANDA_URL: server.address } })
    expect(code).toBe(0)
    expect(out).toContain(`Taken back after its end, by CodeDeploy, at ${data.takenBack.at}: ${data.takenBack.reason}`)
    expect(out).toContain(`What serves now: ${data.takenBack.serves}`)
    expect(out).not.toContain('is live')
  } finally {
    await server.close()
    await cli.remove()
  }
})
