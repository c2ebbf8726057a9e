// A deployment watched in a real browser, to its switch and back, with the mouse, a keyboard, a phone, and in Korean.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adviceIn } from '../../console/words/table.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import {
  bodyOf,
  deployed,
  deployTo,
  followUntil,
  type PandaProcess,
  pushCommit,
  saying,
  startPanda,
} from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'
import {
  button,
  expectSeqs,
  inDialog,
  openDeployment,
  shareOf,
  shiftsOf,
  shownMessages,
  waitForNow,
  watchShifts,
} from './deployment-page.ts'

let place: PandaProcess
let browser: Browser
/** Waits for the switch, beside a blue, for as long as the tests take. */
let ready: string

const hostile = '<img src=x onerror=alert(1)> & <b>bold</b>'

beforeAll(async () => {
  browser = await openBrowser()
  place = await startPanda({ env: { PANDA_GREEN_MINUTES: '0.3', PANDA_FIGURES_SECONDS: '1' } })
  await deployed(place, 'hello', { branch: 'v2' })
  ready = await deployTo(place.client, 'hello', { branch: 'v2' })
  await followUntil(place, ready, ['READY'])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

describe('by clicks', () => {
  it('is watched, switched, and rolled back', async () => {
    const first = await deployed(place, 'hello')
    const { url } = await place.client.deployment(first.deploymentId)
    await pushCommit(place.dataDir, {
      repo: 'hello',
      branch: 'main',
      files: saying('Hello, again', 'v9'),
      subject: hostile,
    })
    const id = await deployTo(place.client, 'hello')
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, id)
      await waitForNow(page, 'Green is ready. You decide.')
      expect(await shareOf(page)).toBe('Share of traffic: Blue 100%, green 0%')
      await page.locator('.verdict strong').waitFor()
      // What somebody wrote into a commit is text.
      expect(await page.locator('.identity .cut').textContent()).toBe(hostile)
      await screenshot(page, 'deployment-ready')

      await button(page, 'Switch traffic').click()
      expect(await page.getByRole('dialog').textContent()).toContain(`All requests to ${url} go to green`)
      await screenshot(page, 'deployment-switch', { whole: false })
      await inDialog(page, 'Switch now').click()
      await waitForNow(page, 'Live')
      expect(await shareOf(page)).toBe('Share of traffic: Blue 0%, green 100%')
      expect(await bodyOf(url)).toBe('Hello, again')
      await expectSeqs(page, (await place.client.deployment(id)).lastSeq)
      await page.getByText(/takes about \d+ s|still running/).waitFor()
      await screenshot(page, 'deployment-completed')

      await button(page, 'Roll back').click()
      await page.getByRole('dialog').getByRole('radio').first().waitFor()
      await screenshot(page, 'deployment-roll-back', { whole: false })
      await inDialog(page, 'Roll back now').click()
      await page.waitForURL(address => address.hash.startsWith('#/deployments/') && !address.hash.includes(id))
      await waitForNow(page, 'Live')
      expect(await page.locator('.stop.skipped').count()).toBe(2)
      expect(await bodyOf(url)).toBe('Hello from Panda, version 1')
    })
  })

  it('is cancelled, and what served goes on serving', async () => {
    await deployed(place, 'slow-start')
    const id = await deployTo(place.client, 'slow-start')
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, id)
      await screenshot(page, 'deployment-running')
      await button(page, 'Cancel deployment').click()
      await inDialog(page, 'Cancel it').click()
      await waitForNow(page, 'Cancelled')
      expect(await button(page, 'Switch traffic').count()).toBe(0)
      await screenshot(page, 'deployment-cancelled')
    })
  })

  it('takes a question back by Escape, and the focus returns to what asked', async () => {
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, ready)
      const asked = button(page, 'Switch traffic')
      await asked.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await asked.evaluate(element => element === document.activeElement)).toBe(true)
      expect((await place.client.deployment(ready)).status).toBe('DEPLOYMENT_READY')
    })
  })
})

describe.each([
  ['no-dockerfile', 'DOCKERFILE_NOT_FOUND', 'Build', 'Dockerfile not found in repository', 'Forget the Dockerfile'],
  ['broken-build', 'DOCKER_BUILD_FAILED', 'Build', 'settings.production.json', '[3/6] COPY server.mjs .'],
  ['needs-run', 'DOCKER_BUILD_FAILED', 'Build', 'RUN date > built.txt', 'FROM node:24-alpine'],
  ['unhealthy', 'HEALTH_CHECK_FAILED', 'Green starts', 'was not healthy', 'asked for my health: not well'],
] as const)('the failure of %s', (repo, errorCode, stage, said, line) => {
  it('is read on the page: what, why, the last lines, what to do', async () => {
    const { deploymentId } = await deployed(place, repo)
    const { why, todo } = adviceIn('en')[errorCode satisfies ErrorCode]
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, deploymentId)
      await waitForNow(page, `Failed at “${stage}”`)
      await page.getByText(why, { exact: true }).waitFor()
      const text = await page.locator('.now').textContent()
      for (const part of [errorCode, said, why, ...todo, 'Nothing serves yet']) expect(text).toContain(part)
      expect(await page.locator('.failure-lines').textContent()).toContain(line)
      await screenshot(page, `failure-${repo}`)
      expect(await axeViolations(page)).toEqual([])
    })
  })
})

it('a version that gets sick of real traffic is shown as taken back', async () => {
  const { readFile } = await import('node:fs/promises')
  const dockerfile = await readFile('local/samples/sick-after-switch/main/Dockerfile', 'utf8')
  const push = (Dockerfile: string) =>
    pushCommit(place.dataDir, { repo: 'sick-after-switch', branch: 'main', files: { Dockerfile } })
  await push(dockerfile.replace('SICK=yes', 'SICK=no'))
  await deployed(place, 'sick-after-switch')
  await push(dockerfile)
  const { deploymentId } = await deployed(place, 'sick-after-switch', { autoSwitch: true })
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, deploymentId)
    await waitForNow(page, 'Failed at “Watch”')
    expect(await page.locator('.now').textContent()).toContain(
      'The traffic is back with the version that served before',
    )
    expect(await shareOf(page)).toBe('Share of traffic: Blue 100%, green 0%')
    await screenshot(page, 'failure-sick-after-switch')
  })
})

it('nothing on the page jumps while a deployment goes on', async () => {
  const subject = 'A subject that is long enough to need a line of its own beside all the other facts of a deployment'
  await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files: saying('Calm'), subject })
  await deployed(place, 'hello', { environment: 'calm' })
  const id = await deployTo(place.client, 'hello', { environment: 'calm' })
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, id)
    await watchShifts(page)
    await waitForNow(page, 'Green is ready. You decide.')
    await page.locator('.chart .line.green[d]').first().waitFor({ state: 'attached' })
    // Good is at most 0.1, says https://web.dev/articles/cls
    const { far, shifts } = await shiftsOf(page)
    expect(far, JSON.stringify(shifts)).toBeLessThan(0.05)
  })
})

it('figures and verdict are kept current while it waits', async () => {
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, ready)
    const requests = async () =>
      Number(/(\d[\d,]*) requests/.exec((await page.locator('.verdict').textContent()) ?? '')?.[1])
    await expect.poll(requests).toBeGreaterThan(0)
    const before = await requests()
    await expect.poll(requests, { timeout: 20_000 }).toBeGreaterThan(before)
  })
})

it('two windows see the same, and a reload changes nothing', async () => {
  const id = await deployTo(place.client, 'hello', { environment: 'two' })
  await inWindow(browser, {}, one =>
    inWindow(browser, {}, async other => {
      await Promise.all([one, other].map(page => openDeployment(page, place.address, id)))
      await Promise.all([one, other].map(page => waitForNow(page, 'Live')))
      const { lastSeq } = await place.client.deployment(id)
      const seen = (page: typeof one) =>
        Promise.all([shownMessages(page), shareOf(page), page.locator('.rail').textContent()])
      await Promise.all([one, other].map(page => expectSeqs(page, lastSeq)))
      const before = await seen(one)
      expect(await seen(other)).toEqual(before)
      await one.reload()
      await expectSeqs(one, lastSeq)
      expect(await seen(one)).toEqual(before)
    }),
  )
})

it('the filter finds events, and an event opens', async () => {
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, ready)
    await page.getByPlaceholder('Search the events').fill('sha256 pushed')
    await expect.poll(() => shownMessages(page)).toEqual(['[Stage 2] Image pushed'])
    await page.locator('.event summary').click()
    expect(await page.locator('.event-details').textContent()).toMatch(/^PUSHED \{.*"digest": "sha256:/s)
    await page.getByPlaceholder('Search the events').fill('')
    await page.getByLabel('Problems only').check()
    await page.getByText('No event matches.').waitFor()
  })
})

it('the build output is there, by keyboard too', async () => {
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, ready)
    await page.getByRole('tab', { name: /Events/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('[1/6] FROM node:24-alpine').waitFor()
    expect(await page.getByRole('tab', { name: /Build output/ }).getAttribute('aria-selected')).toBe('true')
  })
})

it('speaks Korean, all of it, and changes its language without a repeat', async () => {
  await inWindow(browser, { locale: 'ko-KR' }, async page => {
    await openDeployment(page, place.address, ready)
    await waitForNow(page, '그린이 준비되었습니다. 결정해 주세요.')
    const { lastSeq } = await place.client.deployment(ready)
    await expectSeqs(page, lastSeq)
    expect((await shownMessages(page)).at(-1)).toBe('트래픽 전환 준비 완료')
    expect(await page.locator('html').getAttribute('lang')).toBe('ko')
    await button(page, '트래픽 전환').click()
    await inDialog(page, '지금 전환').waitFor()
    await screenshot(page, 'deployment-korean', { whole: false })
    await inDialog(page, '취소').click()

    await page.getByLabel('언어').selectOption('en')
    await waitForNow(page, 'Green is ready. You decide.')
    await expect.poll(async () => (await shownMessages(page)).at(-1)).toBe('Deployment ready for manual traffic switch')
    await expectSeqs(page, lastSeq)
  })
})

it('fits a phone', async () => {
  await inWindow(browser, { phone: true, theme: 'dark' }, async page => {
    await openDeployment(page, place.address, ready)
    await waitForNow(page, 'Green is ready. You decide.')
    await page.locator('.verdict strong').waitFor()
    expect(await overflows(page)).toEqual([])
    await screenshot(page, 'deployment-phone')
    await button(page, 'Switch traffic').click()
    expect(await overflows(page)).toEqual([])
    expect(await axeViolations(page)).toEqual([])
  })
})

it.each(['light', 'dark'] as const)(
  'is accessible in the %s theme: waiting, asking, and an unknown one',
  async theme => {
    await inWindow(browser, { theme, expected: /404 \(Not Found\)/ }, async page => {
      await openDeployment(page, place.address, ready)
      await waitForNow(page, 'Green is ready. You decide.')
      await page.locator('.chart').first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, `deployment-${theme}`)
      await button(page, 'Switch traffic').click()
      await page.getByRole('dialog').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.goto(`${place.address}/#/deployments/dep_000000000000000000000000`)
      await page.getByText('There is no such deployment, or it is not yours.').waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  },
)

it('keeps the theme that was chosen, against the machine’s, over a reload', async () => {
  await inWindow(browser, { theme: 'light' }, async page => {
    await openDeployment(page, place.address, ready)
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await ground()
    await button(page, 'Theme: System').click()
    await button(page, 'Theme: Light').click()
    const dark = await ground()
    expect(dark).not.toBe(light)
    await page.reload()
    expect(await ground()).toBe(dark)
  })
})
