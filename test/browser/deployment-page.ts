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

/** From now on, how far what is on the page is moved by what comes beside it, and what moved. */
export const watchShifts = (page: Page) =>
  page.evaluate(() => {
    type Shift = PerformanceEntry & { value: number; sources: { node: Element | null }[] }
    const seen = window as unknown as { shifts: { far: number; moved: string[] }[] }
    seen.shifts = []
    const named = ({ node }: Shift['sources'][number]) => node?.className || node?.nodeName || '?'
    new PerformanceObserver(list => {
      for (const { value, sources } of list.getEntries() as Shift[])
        seen.shifts.push({ far: value, moved: sources.map(named) })
    }).observe({ type: 'layout-shift' })
  })

/** In all. */
export const shiftsOf = async (page: Page) => {
  const shifts = await page.evaluate(() => (window as unknown as { shifts: { far: number; moved: string[] }[] }).shifts)
  return { far: shifts.reduce((sum, { far }) => sum + far, 0), shifts }
}
