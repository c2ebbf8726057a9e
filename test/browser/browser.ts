// A real browser on a page of Panda: what it complains of is kept, and a test that ends with a complaint fails.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const executablePath = process.env.CHROMIUM || '/usr/bin/chromium'
const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Rejects where there is no browser: such a test has not passed. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet] })

export type Look = { theme?: 'light' | 'dark'; locale?: 'en-US' | 'ko-KR'; phone?: boolean }
export type Window = {
  page: Page
  context: BrowserContext
  /** What the browser has complained of so far: errors, warnings, faults of the script, what the policy has stopped. */
  complaints: string[]
  close(): Promise<void>
}

const sizes = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }

/** In a profile of its own: language and theme are as the machine has them. */
const openWindow = async (browser: Browser, look: Look = {}): Promise<Window> => {
  const context = await browser.newContext({
    viewport: look.phone ? sizes.phone : sizes.desk,
    hasTouch: look.phone === true,
    colorScheme: look.theme ?? 'light',
    locale: look.locale ?? 'en-US',
  })
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', fault => complaints.push(`fault: ${fault.stack ?? fault.message}`))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', event =>
      console.error(`stopped by the policy: ${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  return { page, context, complaints, close: () => context.close() }
}

/** Runs `use` in a window; the browser must not have complained of anything but of what is `expected`. */
export const inWindow = async (
  browser: Browser,
  look: Look & { expected?: RegExp },
  use: (page: Page, window: Window) => Promise<void>,
) => {
  const window = await openWindow(browser, look)
  try {
    await use(window.page, window)
    const { expected } = look
    expect(window.complaints.filter(complaint => !expected?.test(complaint))).toEqual([])
  } finally {
    await window.close()
  }
}

/** What axe-core finds wrong with the page as it is now, by rule and element. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    type Found = { id: string; nodes: { target: string[]; failureSummary: string }[] }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    )
  })
}

/** Nothing of the page is wider than the window. */
export const overflows = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const wide = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + 1)
    return wide.map(one => `${one.tagName}.${one.getAttribute('class')}: ${one.textContent?.slice(0, 40)}`)
  })

const folder = join(import.meta.dirname, '../../screenshots')

/** For a person to look at; ignored by git. */
export const screenshot = async (page: Page, name: string, { whole = true } = {}) => {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: whole, animations: 'disabled' })
}
