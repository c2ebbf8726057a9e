// On AWS every call carries an identity. Here there is none, so the browser is told what an authorizer would answer.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployed, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, screenshot } from './browser.ts'

let place: PandaProcess
let browser: Browser
const good = 'panda_good'

beforeAll(async () => {
  browser = await openBrowser()
  place = await startPanda()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

const guard = (page: Page) =>
  page.route('**/api/v1/**', async route => {
    const token = route.request().headers().authorization
    if (token === `Bearer ${good}`) return route.continue()
    const json = { status: 401, error: 'Unauthorized', message: 'Who are you?', errorCode: 'UNAUTHENTICATED' }
    await route.fulfill({ status: 401, json })
  })

it('asks who one is, refuses a wrong token in words, and shows the page that was wanted', async () => {
  const { deploymentId } = await deployed(place, 'hello')
  await inWindow(browser, { expected: /401 \(Unauthorized\)/ }, async page => {
    await guard(page)
    await page.goto(`${place.address}/#/deployments/${deploymentId}`)
    const token = page.getByLabel('API token')
    await token.fill('panda_wrong')
    await page.keyboard.press('Enter')
    await page.getByText('Panda does not accept this token.').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await screenshot(page, 'sign-in')
    await token.fill(good)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'panda/hello' }).waitFor()
    await page.locator('.now h2', { hasText: 'Live' }).waitFor()

    await page.reload()
    await page.locator('.now h2', { hasText: 'Live' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API token').waitFor()
    expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).not.toContain(good)
  })
})
