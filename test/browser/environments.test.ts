// The page of environments: what holds is read, changed and added, nobody's change is lost, and what does not fit is said at its field.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EnvironmentSettings } from '../../client/types.ts'
import { connect, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'
import { button } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser

beforeAll(async () => {
  ;[browser, place] = await Promise.all([openBrowser(), startPanda()])
  await connect(place.client, 'hello')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

const prod = { owner: 'panda', repo: 'hello', environment: 'prod' }
const settings = { branches: ['main', 'release/*'], approvals: { reviewers: 1 } }
beforeEach(async () => {
  await place.client.setEnvironment(prod, settings)
})

const card = (page: Page, name: string) =>
  page.locator('.environment', { has: page.getByRole('heading', { name, exact: true }) })
const open = async (page: Page) => {
  await page.goto(`${place.address}/#/environments?repo=panda/hello`)
  await card(page, 'prod').waitFor()
}
const edit = async (page: Page, name = 'prod') => {
  await open(page)
  await card(page, name).getByRole('button', { name: 'Edit' }).click()
}
const save = (page: Page) => button(page, 'Save').click()
/** Label and value, as they are read; what is set is marked. */
const shown = async (page: Page, name: string) =>
  Object.fromEntries(
    await card(page, name)
      .locator('.settings > div')
      .evaluateAll(all =>
        all.map(one => [one.querySelector('dt')?.textContent ?? '', one.querySelector('dd')?.textContent ?? '']),
      ),
  )

describe('the environments', () => {
  it('say what holds, and which of it somebody has set', async () => {
    await inWindow(browser, {}, async page => {
      await open(page)
      expect(await shown(page, 'prod')).toMatchObject({
        Branchesset: 'main, release/*',
        Reviewersset: '1 has to agree',
        'Wait (As usual)': '5 min',
        'Strategy (As usual)': 'Blue beside green',
      })
      expect(await shown(page, 'dev')).toMatchObject({
        'Branches (As usual)': 'develop',
        'Switch (As usual)': 'By itself',
      })
    })
  })

  it('are changed: what is emptied is as usual again, and what is not touched stays', async () => {
    await inWindow(browser, {}, async page => {
      await edit(page)
      expect(await page.getByLabel('Wait').getAttribute('placeholder')).toBe('5 min')
      await page.getByLabel('Branches').fill('')
      await page.getByLabel('Health path').fill('/up')
      await page.getByLabel('Port').fill('3000')
      await page.getByLabel('Switch', { exact: true }).selectOption('By itself')
      await page.getByLabel('Wait').fill('0')
      await save(page)
      await page.getByText('The settings of prod are saved').waitFor()
      const { set } = await place.client.environment(prod)
      expect(set).toEqual({
        healthPath: '/up',
        port: 3000,
        autoSwitch: true,
        approvals: { reviewers: 1, waitMinutes: 0 },
      })
      expect(await shown(page, 'prod')).toMatchObject({
        'Branches (As usual)': 'main',
        Portset: '3000',
        Waitset: 'none',
      })
    })
  })

  it('are added by a name, which is refused in words if it is none', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await open(page)
      await page.getByLabel('Name').fill('Not Good')
      await button(page, 'Add').click()
      await page.getByText('1 to 30 lower-case letters', { exact: false }).waitFor()
      await page.getByLabel('Name').fill('staging')
      await button(page, 'Add').click()
      await card(page, 'staging').getByLabel('Branches').fill('release/*')
      await page.keyboard.press('Enter')
      await page.getByText('The settings of staging are saved').waitFor()
      await page.reload()
      await expect.poll(() => shown(page, 'staging')).toMatchObject({ Branchesset: 'release/*' })
    })
  })

  it('of another version than was read are told, and what was typed is not lost', async () => {
    await inWindow(browser, { expected: /status of 409/ }, async page => {
      await edit(page)
      await page.getByLabel('Port').fill('3000')
      await page.getByLabel('Reviewers').fill('3')
      await place.client.setEnvironment(prod, { ...settings, healthPath: '/theirs', approvals: { reviewers: 2 } })
      await save(page)
      await page.getByText('Somebody else has changed these settings meanwhile').waitFor()
      expect(await page.getByLabel('Port').inputValue()).toBe('3000')
      await screenshot(page, 'environments-stale')
      await button(page, 'Load theirs, keep mine').click()
      await page.getByText('Theirs: 2').waitFor()
      expect(await page.getByLabel('Health path').inputValue()).toBe('/theirs')
      expect(await page.getByLabel('Reviewers').inputValue()).toBe('3')
      await save(page)
      await page.getByText('The settings of prod are saved').waitFor()
      const { set } = await place.client.environment(prod)
      expect(set).toEqual({ ...settings, healthPath: '/theirs', port: 3000, approvals: { reviewers: 3 } })
    })
  })

  it('say at its field what does not fit', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await edit(page)
      await page.getByLabel('Reviewers').fill('20')
      await page.getByLabel('Branches').fill('a..b')
      await page.getByLabel('Port').fill('80a')
      await save(page)
      await page.getByText('A whole number from 0 to 10').waitFor()
      await page.getByText('A whole number from 1 to 65535').waitFor()
      await page.getByText('One to 20 branch names', { exact: false }).waitFor()
      expect(await page.getByLabel('Reviewers').getAttribute('aria-invalid')).toBe('true')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('keep what this page knows nothing of, and show it', async () => {
    const strange = { freeze: { until: '2027-01-02' } } as unknown as EnvironmentSettings // Of a newer server.
    await inWindow(browser, {}, async page => {
      const written: unknown[] = []
      await page.route('**/environments/**', async route => {
        if (route.request().method() === 'GET') return route.fallback()
        written.push(route.request().postDataJSON())
        return route.fulfill({ json: { code: 200, message: 'OK', data: await place.client.environment(prod) } })
      })
      await page.route('**/api/v1/environments', async route => {
        const view = await place.client.environment(prod)
        const environments = [{ ...view, set: { ...view.set, ...strange } }]
        return route.fulfill({ json: { code: 200, message: 'OK', data: { environments } } })
      })
      await edit(page)
      expect(JSON.parse(await page.getByLabel('Everything else').inputValue())).toMatchObject(strange)
      await page.getByLabel('Port').fill('3000')
      await save(page)
      await expect.poll(() => written).toHaveLength(1)
      expect(written[0]).toMatchObject({ ...settings, ...strange, port: 3000 })
    })
  })

  it('without a field are written as text, and what is wrong with it is said there', async () => {
    await inWindow(browser, { expected: /400/ }, async page => {
      const set = await place.client.environment(prod)
      await edit(page)
      const rest = page.getByLabel('Everything else')
      await rest.fill('{"smoke": ')
      await page.getByText('This is no JSON object').waitFor()
      await rest.fill('{"smoke": [{"path": "here"}]}')
      await save(page)
      await page.getByText('smoke.0.path must', { exact: false }).first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      await rest.fill('{"smoke": [{"path": "/here", "status": 200}]}')
      await save(page)
      await page.getByText('are saved').waitFor()
      const now = await place.client.environment(prod)
      expect(now.settings.smoke).toEqual([{ path: '/here', status: 200 }])
      await place.client.setEnvironment(prod, { ...set.set, version: now.version })
    })
  })

  it('need a repository, and lead to where one is connected', async () => {
    await inWindow(browser, {}, async page => {
      const answer = (data: object) => ({ json: { code: 200, message: 'OK', data } })
      await page.route('**/api/v1/connect/github', route => route.fulfill(answer({ connections: [] })))
      await page.route('**/api/v1/environments', route => route.fulfill(answer({ environments: [] })))
      await page.goto(`${place.address}/#/environments`)
      await page.getByText('No repository is connected yet').waitFor()
      await page.getByRole('main').getByRole('link', { name: 'Connections' }).click()
      await page.getByRole('heading', { name: 'Connections' }).waitFor()
    })
  })
})

it.each([
  ['light', 'en-US', false],
  ['dark', 'en-US', false],
  ['light', 'ko-KR', true],
  ['dark', 'ko-KR', true],
] as const)('is whole, and nothing axe-core finds is wrong: %s, %s, phone %s', async (theme, locale, phone) => {
  await inWindow(browser, { theme, locale, phone }, async page => {
    await open(page)
    expect(await axeViolations(page)).toEqual([])
    await card(page, 'prod').getByRole('button').click()
    expect(await overflows(page)).toEqual([])
    expect(await axeViolations(page)).toEqual([])
    await screenshot(page, `environments-${theme}-${locale.slice(0, 2)}${phone ? '-phone' : ''}`)
  })
})
