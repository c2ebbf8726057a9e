// The page of figures: what a scripted history looks like, read by eye, by a screen reader and by keyboard.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FiguresReport, reportOf } from '../../core/metrics-report.ts'
import { runs, window } from '../core/metrics-history.ts'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'

let place: PandaProcess
let browser: Browser

beforeAll(async () => {
  ;[browser, place] = await Promise.all([openBrowser(), startPanda()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

/** The history twice, and again in another environment a week later. */
const many = [0, 8, 20, 41, 60].flatMap(days => runs.map(run => moved(run, days)))
const report = reportOf(many, {
  ...window,
  to: new Date(Date.parse(window.from) + 80 * 86_400_000).toISOString(),
  days: 90,
})

function moved(run: (typeof runs)[number], days: number): (typeof runs)[number] {
  const later = (at: string | null) => at && new Date(Date.parse(at) + days * 86_400_000).toISOString()
  const [acceptedAt, environment] = [later(run.acceptedAt)!, days > 30 ? 'prod' : 'default']
  const moments = {
    committedAt: later(run.committedAt),
    servedAt: later(run.servedAt),
    stoppedAt: later(run.stoppedAt),
  }
  const place = `${run.place} ${environment}`
  return {
    ...run,
    ...moments,
    acceptedAt,
    environment,
    place,
    backAt: later(run.backAt),
    deploymentId: `${run.deploymentId}${days}`,
  }
}

const show = async (page: Page, answer: FiguresReport, address = '/figures') => {
  const asked: string[] = []
  await page.route('**/api/v1/metrics**', route => {
    asked.push(new URL(route.request().url()).search)
    return route.fulfill({ json: { code: 200, message: 'OK', data: answer } })
  })
  await page.goto(`${place.address}/#${address}`)
  await page.locator('.stat, .empty').first().waitFor()
  return asked
}
const card = (page: Page, name: string) => page.locator('.stat', { hasText: name })

describe('the figures', () => {
  it('stand on cards, with target and verdict', async () => {
    await inWindow(browser, {}, async page => {
      await show(page, reportOf(runs, window))
      const textOf = async (name: string) =>
        (await card(page, name).locator('h2, .badge, p').allTextContents()).join(' | ')
      // Worked out by hand in test/core/metrics.test.ts.
      expect(await textOf('Deployments a week')).toMatch(/Met.* \| 2.1 \| measured on 3 \| Target: at least 2$/)
      expect(await textOf('Success rate')).toMatch(/Missed.* \| 60% \| measured on 5 \| Target: at least 95%$/)
      expect(await textOf('Lead time')).toMatch(
        / \| 51 min \| 19 of 20 within 1 h 21 min · measured on 2 \| No target$/,
      )
      expect(await textOf('Downtime')).toMatch(/Missed.* \| 1 min 30 s \| measured on 4 \| Target: 0 s$/)
    })
  })

  it('say what was not measured, and draw nothing of it', async () => {
    await inWindow(browser, {}, async page => {
      await show(page, reportOf([runs[2]!], window))
      expect(await card(page, 'Lead time').textContent()).toContain('Not measured yet')
      expect(await page.locator('.drawing circle').count()).toBe(0)
      expect(await page.locator('main').textContent()).not.toMatch(/NaN|null|undefined|Infinity/)
      expect(await page.locator('.drawing').evaluateAll(all => all.map(one => one.innerHTML).join())).not.toContain(
        'NaN',
      )
    })
  })

  it('of nothing are none: the page says so', async () => {
    await inWindow(browser, {}, async page => {
      await show(page, reportOf([], window))
      await page.getByText('Nothing was deployed in this time').waitFor()
    })
  })

  it('are asked for again for another time and service, which the address keeps', async () => {
    await inWindow(browser, {}, async page => {
      const asked = await show(page, report)
      await page.getByLabel('Time', { exact: true }).selectOption('90')
      await page.getByRole('link', { name: 'panda/hello' }).last().click()
      await page.waitForURL(/service=panda/)
      await expect.poll(() => asked.at(-1)).toBe('?owner=panda&repo=hello&environment=prod&days=90')
      expect(await page.getByLabel('Service', { exact: true }).inputValue()).toBe('panda/hello prod')
      await page.reload()
      await expect.poll(() => asked.at(-1)).toBe('?owner=panda&repo=hello&environment=prod&days=90')
    })
  })
})

describe('the charts', () => {
  it('have a name, words, and a table that says the same', async () => {
    await inWindow(browser, {}, async page => {
      await show(page, reportOf(runs, window))
      const chart = page.getByRole('img', { name: 'Deployments by week' })
      expect(await chart.locator('desc').textContent()).toBe('7 deployments, 2 of them failed.')
      expect(await chart.locator('rect').count()).toBe(5)
      const section = page.locator('.figures-chart', { hasText: 'Deployments by week' })
      await section.locator('summary').press('Enter')
      const cells = await section.locator('tbody td').allTextContents()
      // Completed, failed, cancelled, under way: of three days, and of the week after them.
      expect(cells).toEqual(['1', '2', '0', '0', '2', '0', '1', '1'])
      const lead = page.locator('.figures-chart', { hasText: 'Lead time of each change' })
      expect(await lead.locator('circle').count()).toBe(2)
    })
  })

  it.each([
    ['light', 'en-US', false],
    ['dark', 'en-US', false],
    ['light', 'ko-KR', true],
    ['dark', 'ko-KR', true],
  ] as const)('are whole, and nothing axe-core finds is wrong: %s, %s, phone %s', async (theme, locale, phone) => {
    await inWindow(browser, { theme, locale, phone }, async page => {
      await show(page, report, '/figures?days=90')
      for (const one of await page.locator('details > summary').all()) await one.click()
      await page.waitForTimeout(300)
      expect(await overflows(page)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      const outside = await page.locator('.drawing svg').evaluateAll(all =>
        all.flatMap(svg => {
          const frame = svg.getBoundingClientRect()
          const parts = [...svg.querySelectorAll('text, rect, circle')].map(
            one => [one, one.getBoundingClientRect()] as const,
          )
          const beyond = parts.filter(([, { left, right }]) => left < frame.left - 1 || right > frame.right + 1)
          return beyond.map(([one]) => `${one.tagName} ${one.textContent}`)
        }),
      )
      expect(outside).toEqual([])
      for (const one of await page.locator('details > summary').all()) await one.click()
      await screenshot(page, `figures-${theme}-${locale.slice(0, 2)}${phone ? '-phone' : ''}`)
    })
  })

  it('speak the other language at once when it is chosen', async () => {
    await inWindow(browser, {}, async page => {
      await show(page, report)
      await page.getByLabel('Language').selectOption('ko')
      await page.getByRole('heading', { name: '주별 배포' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('ko')
    })
  })
})
