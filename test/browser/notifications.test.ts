// The page of notifications, used: one is added, tried, and removed; its address is nowhere to be seen.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { receiver } from '../e2e/notices-receiver.ts'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { inWindow, openBrowser } from './browser.ts'
import { button, inDialog } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser
let people: Awaited<ReturnType<typeof receiver>>

beforeAll(async () => {
  ;[browser, place, people] = await Promise.all([openBrowser(), startPanda(), receiver(() => 200)])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
  await people?.close()
}, 40_000)

it('adds who is told, shows what comes back, and removes them', { timeout: 60_000 }, async () => {
  await inWindow(browser, {}, async page => {
    await page.goto(`${place.address}/#/notifications`)
    await page.getByText('Nobody is told yet.').waitFor()
    await button(page, 'Add').click()
    await page.getByLabel('Address').fill(people.address('/slack/canaryOfThePage'))
    await page.getByLabel('Name', { exact: true }).fill('#releases')
    await page.getByLabel('started').uncheck()
    await button(page, 'Add').click()
    const one = page.locator('.notification')
    await one.getByText('waiting, succeeded, failed, cancelled, rolled back, alarm').waitFor()
    await one.getByRole('button', { name: 'Test' }).click()
    await one.getByText(/Taken in \d+ ms/).waitFor()
    expect(people.of('/slack/canaryOfThePage')).toHaveLength(1)
    expect(await page.content()).not.toContain('canaryOfThePage')
    await one.getByRole('button', { name: 'Remove' }).click()
    await inDialog(page, 'Remove').click()
    await page.getByText('Nobody is told yet.').waitFor()
  })
  expect(await place.client.notifications()).toEqual([])
})
