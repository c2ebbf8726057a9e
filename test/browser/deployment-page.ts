// The page of a deployment as a person uses it.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export const openDeployment = async (page: Page, address: string, id: string) => {
  await page.goto(`${address}/#/deployments/${id}`)
  await page.getByRole('progressbar').waitFor()
}

/** What the page says is happening now. */
export const waitForNow = (page: Page, title: string, timeout = 60_000) =>
  page.locator('.now h2', { hasText: title }).waitFor({ timeout })

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
export const inDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true })

/** The numbers of the events that are shown, in their order. */
const shownSeqs = async (page: Page) => (await page.locator('.event-seq').allTextContents()).map(Number)
export const shownMessages = (page: Page) => page.locator('.event-text').allTextContents()

/** All of them, each once, in order. */
export const expectSeqs = (page: Page, last: number) =>
  expect.poll(() => shownSeqs(page), { timeout: 20_000 }).toEqual(Array.from({ length: last }, (_, index) => index + 1))

export const shareOf = async (page: Page) => (await page.locator('.share-bar').getAttribute('aria-label')) ?? ''

/** From now on, how far what is on the page is moved by what comes beside it. */
export const watchShifts = (page: Page) =>
  page.evaluate(() => {
    const seen = window as unknown as { shifts: number }
    seen.shifts = 0
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) seen.shifts += (entry as PerformanceEntry & { value: number }).value
    }).observe({ type: 'layout-shift' })
  })

export const shiftsOf = (page: Page) => page.evaluate(() => (window as unknown as { shifts: number }).shifts)
