// Every command in a pipe, against Panda as it is started: connect, deploy, switch, roll back, cancel, and what fails.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { type Cli, connectAll, idIn, keys, objects, pandaCli } from './panda-cli.ts'

let place: PandaProcess
let cli: Cli
let [first, second] = ['', '']

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
}, 60_000)
afterAll(async () => {
  await place?.stop()
  await cli?.remove()
}, 30_000)

it('says what is missing before anything is connected', async () => {
  const none = await cli.run(['deploy', 'panda/hello'])
  expect(none.code).toBe(2)
  expect(none.err).toContain('panda/hello is not connected yet')
  expect(none.err).toContain('panda connect github panda/hello')
  expect((await cli.run(['list'])).out).toContain('panda deploy OWNER/REPO')
  expect((await cli.run(['services'])).out).toContain('Nothing serves yet')
})

it('connects GitHub by a token through a pipe or the environment, and refuses a bad one with what to do', async () => {
  const bad = await cli.run(['connect', 'github', 'panda/hello'], { env: { GITHUB_TOKEN: 'ghp_bad' } })
  expect(bad).toMatchObject({ code: 1, out: '' })
  expect(bad.err).toContain('GitHub connection failed: Bad credentials')
  expect(bad.err).toContain('https://github.com/settings/tokens')
  const missing = await cli.run(['connect', 'github', 'panda/hello'])
  expect(missing.code).toBe(2)
  expect(missing.err).toContain('GITHUB_TOKEN=ghp_local panda connect github panda/hello')
  const good = await cli.run(['connect', 'github', 'https://github.com/panda/hello.git'], { stdin: 'ghp_local\n' })
  expect(good).toMatchObject({ code: 0, err: '' })
  expect(good.out).toMatch(/GitHub connected: panda\/hello@main gh_/)
})

it('connects AWS by a role first: says what makes one, with the external id; by keys when told to', async () => {
  const steps = await cli.run(['connect', 'aws', '--region', 'local-1'])
  expect(steps.code).toBe(0)
  expect(steps.out).toMatch(/Template +http\S+onboarding\.json/)
  expect(steps.out).toMatch(/ExternalId +panda-[0-9a-f]{32}/)
  expect(steps.out).toContain('--role arn:aws:iam::')
  const [external] = objects((await cli.run(['connect', 'aws', '--region', 'local-1', '--json'])).out)
  expect(steps.out).toContain(String(external!.externalId))
  // Personal keys that happen to be there are not taken.
  const unasked = await cli.run(['connect', 'aws', '--region', 'local-1'], { env: keys })
  expect(unasked.out).not.toContain('AWS connected')
  const role = ['--role', 'arn:aws:iam::000000000000:role/none']
  expect(await cli.run(['connect', 'aws', '--region', 'local-1', ...role])).toMatchObject({ code: 1 })
  const good = await cli.run(['connect', 'aws', '--region', 'local-1', '--keys'], { env: keys })
  expect(good.code).toBe(0)
  expect(good.out).toMatch(/AWS connected: account 000000000000, local-1 aws_/)
})

it('deploys and watches to the end, in plain lines', { timeout: 100_000 }, async () => {
  const { code, out, err } = await cli.run(['deploy', 'panda/hello', '--watch'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).not.toContain('\u001b')
  expect(out).toMatch(/^\d\d:\d\d:\d\d {2}\[Stage 1\] Docker image built$/m)
  expect(out).toMatch(/✓ panda\/hello@main is live \(/)
  expect(out).toMatch(/^ {2}http:\/\/127\.0\.0\.1:\d+$/m)
  first = idIn(out)
})

it('shows it: status, list, services, logs, its page', async () => {
  const status = await cli.run(['status', first])
  expect(status.out).toMatch(/panda\/hello@main {2}default {2}completed/)
  expect(status.out).toMatch(/✓ Blue\/green +\d/)
  expect(status.out).toMatch(/about 0\.00\d\d dollars of the platform/)
  const list = await cli.run(['list'])
  expect(list.out).toMatch(new RegExp(`^${first} +panda/hello@main +default +completed +Complete +20\\d\\d-`, 'm'))
  const services = await cli.run(['services'])
  expect(services.out).toMatch(/panda\/hello@main +default +http:\S+ +[0-9a-f]{7} Say hello/)
  const logs = await cli.run(['logs', 'panda/hello'])
  expect(logs.out).toContain('FROM node:24-alpine')
  expect((await cli.run(['logs', first, '--follow'])).out).toBe(logs.out)
  const page = await cli.run(['open', first], { env: { DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: '' } })
  expect(page.out).toContain(`${place.address}/#/deployments/${first}`)
})

it('answers the same as JSON', async () => {
  const state = await place.client.deployment(first)
  expect(objects((await cli.run(['status', first, '--json'])).out)).toEqual([state])
  expect(objects((await cli.run(['list', '--json'])).out)).toMatchObject([{ deploymentId: first }])
  expect(objects((await cli.run(['services', '--json'])).out)).toEqual(await place.client.services())
  const events = objects((await cli.run(['watch', first, '--json'])).out)
  expect(events).toEqual((await place.client.events(first)).events)
  const logs = objects((await cli.run(['logs', first, '--json'])).out)
  expect(logs).toEqual((await place.client.logs(first)).chunks)
})

it('starts once with one key', async () => {
  const again = ['deploy', 'panda/hello', '--idempotency-key', 'build-7', '--json']
  const [one] = objects((await cli.run(again)).out)
  const [other] = objects((await cli.run(again)).out)
  expect(other).toEqual(one)
  second = String(one!.deploymentId)
})

it('waits at green with the figures, and goes on when somebody switches', { timeout: 100_000 }, async () => {
  const watching = cli.start(['watch', second])
  await watching.prints(`To move the traffic: panda switch ${second}`)
  const state = await cli.run(['status', second])
  expect(state.out).toContain('ready to switch')
  expect(state.out).toMatch(/● blue +█{8} 100%/)
  expect(state.out).toMatch(/● green +░{8} {3}0%/)
  expect((await cli.run(['list', '--status', 'ready', '--json'])).out).toContain(second)
  const { code, out } = await cli.run(['switch', 'panda/hello', '--watch'])
  expect(code).toBe(0)
  expect(out).toContain(`The switch is asked for: ${second}`)
  const watched = await watching.ended
  expect(watched.code).toBe(0)
  expect(watched.out).toMatch(/Green is|Too little traffic/)
  expect(watched.out).toContain('Traffic switched')
  expect(watched.out).toContain('panda rollback panda/hello')
})

it('says what it goes back to and how long that takes, and goes', { timeout: 100_000 }, async () => {
  const unknown = await cli.run(['rollback', 'panda/hello', '--to', 'abcdef1'])
  expect(unknown.code).toBe(2)
  expect(unknown.err).toContain(`--to ${first}`)
  const { code, out } = await cli.run(['rollback', 'panda/hello', '--watch'])
  expect(code).toBe(0)
  expect(out).toMatch(new RegExp(`serves now: .* ${second}`))
  expect(out).toMatch(new RegExp(`goes back to: .* ${first}`))
  expect(out).toMatch(/expected to take about|has not been measured/)
  expect(out).toContain('is live')
})

it('cancels, and a cancelled deployment is not a good one', { timeout: 100_000 }, async () => {
  const started = await cli.run(['deploy', 'panda/hello'])
  const id = idIn(started.out)
  const watching = cli.start(['watch', id])
  await watching.prints(/Deployment ready/)
  const cancelled = await cli.run(['cancel', 'panda/hello'])
  expect(cancelled.code).toBe(0)
  expect(cancelled.out).toContain(id)
  const { code, out } = await watching.ended
  expect(code).toBe(1)
  expect(out).toMatch(/■ Cancelled\n {2}Serving now: blue http/)
  expect(await cli.run(['cancel', id])).toMatchObject({ code: 0, out: expect.stringContaining('over already') })
  expect((await cli.run(['status', id, '--exit-code'])).code).toBe(1)
})

it('tells of a failure: what, why, the last lines, what to do', { timeout: 100_000 }, async () => {
  await cli.run(['connect', 'github', 'panda/broken-build'], { stdin: 'ghp_local' })
  const { code, out } = await cli.run(['deploy', 'panda/broken-build', '--watch'])
  expect(code).toBe(1)
  expect(out).toContain('✗ Failed in stage 1, Build:')
  expect(out).toContain('The last lines of the build:')
  expect(out).toContain('Nothing serves: there was no release before.')
  expect(out).toContain('What to do: Mend what the build says')
  const followed = await cli.run(['watch', 'panda/broken-build', '--json'])
  expect(followed.code).toBe(1)
  expect(objects(followed.out).at(-1)).toMatchObject({ type: 'fail', code: 'FAILED' })
})

it('knows whose a repository is, and asks which branch where several are connected', async () => {
  const owner = await cli.run(['deploy', 'hello'])
  expect(owner).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean: panda deploy panda/hello') })
  // The same again takes the place of the one before.
  await connectAll(cli)
  await cli.run(['connect', 'github', 'panda/hello@v2'], { stdin: 'ghp_local' })
  const branch = await cli.run(['deploy', 'panda/hello'])
  expect(branch.code).toBe(2)
  expect(branch.err).toMatch(/panda deploy panda\/hello@v2\n +panda deploy panda\/hello@main/)
})

it('Ctrl-C leaves it running and says how to come back', { timeout: 100_000 }, async () => {
  await cli.run(['connect', 'github', 'panda/slow-start'], { stdin: 'ghp_local' })
  const watching = cli.start(['deploy', 'panda/slow-start', '--watch'])
  await watching.prints('[Stage 1]')
  watching.signal('SIGINT')
  const { code, out, err } = await watching.ended
  const id = idIn(out)
  expect(code).toBe(130)
  expect(err).toContain('The deployment goes on without you.')
  expect(err).toContain(`panda watch ${id}`)
  expect((await place.client.deployment(id)).status).toBe('RUNNING')
  expect((await cli.run(['cancel', id])).code).toBe(0)
})

it('speaks Korean, and so does the server to it', async () => {
  const env = { LANG: 'ko_KR.UTF-8' }
  expect((await cli.run(['list'], { env })).out).toMatch(/^ID +저장소 +환경 +상태/)
  expect((await cli.run(['watch', first], { env })).out).toContain('배포가 완료되었습니다')
  expect((await cli.run(['lst'], { env })).err).toContain('혹시 이것인가요: panda list')
  expect((await cli.run(['deploy', '--help'], { env })).out).toMatch(/^사용법:/)
  expect((await cli.run(['list'], { env: { ...env, PANDA_LOCALE: 'en' } })).out).toMatch(/^ID +REPOSITORY/)
})

it('doctor finds nothing wrong here', async () => {
  const { code, out } = await cli.run(['doctor'])
  expect(out).toContain('Live events come through')
  expect(out).toMatch(/✓ AWS 000000000000 local-1: all that Panda needs is allowed/)
  expect(out).toContain('All is well.')
  expect(code).toBe(0)
  const names = objects((await cli.run(['doctor', '--json'])).out).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['node', 'git', 'server', 'clock', 'identity', 'socket', 'github', 'aws']),
  )
})
