// buildspec/ for real: what is built is what is in the registry, and no secret is anywhere on the way.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { milestones } from '../../core/vocabulary.ts'
import { commandLines } from '../buildspec/processes.ts'
import { type BuildPlace, openBuildPlace, password, podmanIn, token } from './build-place.ts'

const scratch = 'FROM scratch\nCOPY program /program\n'
const tag = '20261120_103505'

let place: BuildPlace
let storage: string
beforeAll(async () => {
  place = await openBuildPlace()
  storage = await place.storage()
})
afterAll(() => place?.close())

const milestone = (report: { milestones: { code: string; details: Record<string, string> }[] }, code: string) =>
  report.milestones.find(one => one.code === code)?.details ?? {}
const linesOf = (reports: { output?: { lines: string[] } }[]) => reports.flatMap(({ output }) => output?.lines ?? [])
const secrets = [token, password, Buffer.from(`AWS:${password}`).toString('base64')]

describe('a build with podman', () => {
  let first: ReturnType<typeof buildFirst> | undefined
  const buildFirst = async () => {
    const commit = await place.commit({ Dockerfile: `${scratch}CMD ["/program"]\n` })
    return { commit, ...(await place.watchedBuild(storage)) }
  }
  const once = () => {
    first ??= buildFirst()
    return first
  }

  test('reaches every milestone in its order and ends with 0', async () => {
    const { commit, ...built } = await once()
    expect(built.code, built.said).toBe(0)
    expect(built.report.milestones.map(({ code }: { code: string }) => code)).toEqual([...milestones])
    expect(milestone(built.report, 'CLONED')).toMatchObject({ commitHash: commit })
    const steps = built.reports.flatMap(({ progress }) => (progress?.code === 'BUILD_PROGRESS' ? [progress] : []))
    expect(steps[0]).toMatchObject({ steps: 3, message: expect.stringMatching(/FROM|COPY|CMD/) })
  })

  test('pushes what both tags lead to: the digest is the push’s own, and the registry’s', async () => {
    const { commit, ...built } = await once()
    const { digest, uri } = milestone(built.report, 'PUSHED')
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(uri).toBe(`${place.registry.host}/panda-app:${tag}`)
    expect(await place.registry.digestOf('panda-app', tag)).toBe(digest)
    expect(await place.registry.digestOf('panda-app', commit.slice(0, 7))).toBe(digest)
  })

  test('the image that comes back from the registry holds the program, byte for byte', async () => {
    await once()
    const image = await place.registry.unpacked('panda-app', tag, join(place.folder, 'image'))
    expect((await image.file('program')).equals(await readFile(place.program))).toBe(true)
    expect(image.config.config.Cmd).toEqual(['/program'])
  })

  test('no secret was an argument, or is in what was said, in the reports, in the image or in the registry’s log', async () => {
    const built = await once()
    // It was looked at while it would have been to be seen.
    for (const command of ['clone --depth 1', 'podman login', 'podman build', 'podman push'])
      expect(
        built.commands.filter(line => line.includes(command)),
        command,
      ).not.toEqual([])
    const { raw } = await place.registry.unpacked('panda-app', tag, join(place.folder, 'again'))
    const everything = {
      commands: built.commands.join('\n'),
      ...{ said: built.said, reports: JSON.stringify([built.reports, built.report]), log: place.registry.log() },
      image: Buffer.concat(raw).toString('latin1'),
    }
    for (const [where, text] of Object.entries(everything))
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${where}`).toBe(false)
  })

  test('again, the same commit takes the layers that are here, and elsewhere those in the registry', async () => {
    await once()
    const here = await place.build(storage, { tag: '20261120_103600' })
    expect(linesOf(here.reports).join('\n')).toContain('Using cache')
    const elsewhere = await place.build(await place.storage(), { tag: '20261120_103700' })
    expect(linesOf(elsewhere.reports).join('\n')).toContain('Cache pulled from remote')
    const digests = await Promise.all(
      [tag, '20261120_103600', '20261120_103700'].map(one => place.registry.digestOf('panda-app', one)),
    )
    expect(new Set(digests).size).toBe(1)
  })
})

describe('a hostile Dockerfile', () => {
  test('that copies its whole context, and looks at every process and its environment, finds no secret', async () => {
    const Dockerfile = 'FROM scratch\nCOPY . /\nARG GIT_ASKPASS\nARG PANDA_NONCE\nRUN ["/program", "spy"]\n'
    await place.commit({ Dockerfile }, 'spy')
    const { code, said, report } = await place.build(storage, { branch: 'spy', tag: 'spied' })
    expect(code, said).toBe(0)
    const image = await place.registry.unpacked('panda-app', 'spied', join(place.folder, 'spied'))
    const seen = (await image.file('seen')).toString('latin1')
    expect(seen).toContain('/program\0spy')
    expect(seen).not.toMatch(/PANDA_|AWS_|DOCKER_CONFIG|authfile|podman.build/)
    expect((await image.file('.git/config')).toString()).not.toMatch(/@|askpass|credential/i)
    const everything = Buffer.concat(image.raw).toString('latin1') + said + JSON.stringify(report)
    for (const secret of [...secrets, 'nonce_canary', 'aws_canary'])
      expect(everything.includes(secret), secret).toBe(false)
    // Nor is there anything that had to be taken out.
    expect(said).not.toContain('***')
  })

  test('in a folder with a hostile name is built like any other', async () => {
    const folder = '--privileged;$(touch pwned) `id`'
    await place.commit({ [`${folder}/Dockerfile`]: 'FROM scratch\nCOPY Dockerfile /\n' }, 'odd/branch#1')
    const dockerfile = `${folder}/Dockerfile`
    const { code, said } = await place.build(storage, { branch: 'odd/branch#1', tag: 'odd', dockerfile })
    expect(code, said).toBe(0)
    expect(await place.registry.digestOf('panda-app', 'odd')).toMatch(/^sha256:/)
  })
})

describe('fails', () => {
  test('with the last lines of what was run, if the Dockerfile is broken', async () => {
    await place.commit({ Dockerfile: `${scratch}RUN ["/program", "fail"]\n` }, 'broken')
    const { code, report } = await place.build(storage, { branch: 'broken', tag: 'broken' })
    expect(code).toBe(1)
    expect(report.failure).toMatchObject({
      errorCode: 'DOCKER_BUILD_FAILED',
      message: expect.stringContaining('line 60'),
    })
    expect(report.failure.lines.join('\n')).toMatch(/line 59\nline 60\n/)
    expect(await place.registry.tags('panda-app')).not.toContain('broken')
  })

  test("with the registry's words, if the password is wrong", async () => {
    await place.commit({ Dockerfile: scratch }, 'main')
    const { code, report, reports, said } = await place.build(storage, { tag: 'refused' }, 'pw_wrong_0123456789')
    expect(code).toBe(1)
    expect(report.failure).toMatchObject({
      errorCode: 'ECR_PUSH_FAILED',
      message: expect.stringMatching(/invalid username/),
    })
    expect(report.milestones.at(-1)?.code).toBe('LOGIN_STARTED')
    expect(JSON.stringify(reports) + said).not.toContain('pw_wrong')
    expect(await place.registry.tags('panda-app')).not.toContain('refused')
  })
})

test('told to stop in the midst of a RUN, it leaves no process and no container', async () => {
  const mark = `mark-${process.pid}-${Date.now()}`
  await place.commit({ Dockerfile: `${scratch}RUN ["/program", "hang", "${mark}"]\n` }, 'hangs')
  const running = await place.start(storage, { branch: 'hangs', tag: 'hangs' })
  onTestFinished(() => void running.child.kill('SIGKILL'))
  const hanging = async () =>
    (await commandLines()).filter(line => line.startsWith('/program hang') && line.includes(mark))
  await expect.poll(async () => (await hanging()).length, { timeout: 60_000 }).toBe(2)
  const from = Date.now()
  running.child.kill('SIGTERM')
  expect(await running.ended, running.said()).toBe(1)
  expect(Date.now() - from).toBeLessThan(15_000)
  expect(await hanging()).toEqual([])
  expect((await commandLines()).filter(line => line.includes('podman build'))).toEqual([])
  expect(await podmanIn(storage, 'ps', '--all', '--external', '--quiet')).toBe('')
  expect(await running.report()).not.toHaveProperty('failure')
})
