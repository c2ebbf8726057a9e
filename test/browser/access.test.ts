// Who may do what, and what GitHub calls, used: granted and taken away; made, shown once, removed.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'
import { button, inDialog } from './deployment-page.ts'

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

it('grants a role for one environment, says what is wrong, and takes it away', { timeout: 60_000 }, async () => {
  await inWindow(browser, { expected: /400/ }, async page => {
    await page.goto(`${place.address}/#/access`)
    await page.getByText('Nobody has been granted more').waitFor()
    await button(page, 'Grant a role').click()
    await page.getByLabel('Who').fill('kim')
    await page.getByLabel('Role', { exact: true }).selectOption('approver')
    await page.getByLabel('Repository').fill('panda/hello')
    await page.getByLabel('Environment').fill('Prod')
    await button(page, 'Grant a role').click()
    await page.getByText('Lower-case letters, digits and hyphens, 30 at most').waitFor()
    await page.getByLabel('Environment').fill('prod')
    await button(page, 'Grant a role').click()
    const row = page.getByRole('row', { name: /kim Approver panda\/hello, prod/ })
    await row.waitFor()
    const scope = { owner: 'panda', repo: 'hello', environment: 'prod' }
    expect(await place.client.grants()).toMatchObject([{ subject: 'kim', role: 'approver', ...scope }])
    expect(await axeViolations(page)).toEqual([])
    await screenshot(page, 'access')
    await row.getByRole('button', { name: 'Take away' }).click()
    await inDialog(page, 'Take away').click()
    await page.getByText('Nobody has been granted more').waitFor()
  })
  expect(await place.client.grants()).toEqual([])
})

it('makes a webhook, shows its secret once, and removes it', { timeout: 60_000 }, async () => {
  await inWindow(browser, { phone: true, locale: 'ko-KR' }, async page => {
    await page.goto(`${place.address}/#/environments?repo=panda%2Fhello`)
    await button(page, '웹훅 만들기').click()
    await page.getByText(/^whsec_[0-9a-f]{64}$/).waitFor()
    const [hook] = await place.client.hooks()
    // As it is to be typed, and in the list.
    await expect.poll(() => page.getByText(hook!.url).count()).toBe(2)
    expect(await axeViolations(page)).toEqual([])
    expect(await overflows(page)).toEqual([])
    await screenshot(page, 'webhook')
    await page.reload()
    await page.getByText(hook!.url).waitFor()
    expect(await page.content()).not.toContain('whsec_')
    await page.getByRole('button', { name: '삭제' }).click()
    await inDialog(page, '삭제').click()
    await page.getByText(hook!.url).waitFor({ state: 'detached' })
  })
  expect(await place.client.hooks()).toEqual([])
})
