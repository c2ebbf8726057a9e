// Approvals as a reviewer meets them: what waits, who has agreed, and the three ways out of it.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { panda } from '../../client/api.ts'
import { connect, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'
import { button, inDialog, openDeployment, waitForNow } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser
let connections: Awaited<ReturnType<typeof connect>>

beforeAll(async () => {
  ;[browser, place] = await Promise.all([openBrowser(), startPanda()])
  connections = await connect(place.client, 'hello')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

/** On one machine a name is said, not proven; the page says none and is `local`. */
const as = (name: string) =>
  panda({
    baseUrl: place.address,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, 'panda-user': name } }),
  })

/** Deployed by somebody to an environment of its own, and waiting. */
const waiting = async (environment: string, by = 'dana', approvals = { reviewers: 2, waitMinutes: 0 }) => {
  await place.client.setEnvironment({ owner: 'panda', repo: 'hello', environment }, { approvals })
  const order = { ...connections, owner: 'panda', repo: 'hello', branch: 'main', environment }
  const { deploymentId } = await as(by).deploy(order)
  await followUntil(place, deploymentId, ['AWAITING_APPROVAL'])
  return deploymentId
}
const count = (page: Page) => page.locator('.nav-count [aria-hidden]')
const review = (page: Page) => page.locator('.review')

describe('what waits', () => {
  it('is listed with who and how many, counted beside the link, and gone when it is over', async () => {
    const id = await waiting('listed')
    await as('rob').approve(id, { comment: 'Fine by me' })
    await inWindow(browser, {}, async page => {
      await page.goto(`${place.address}/#/approvals`)
      const row = page.locator('.waiting', { hasText: 'listed' })
      await row.getByText('1 of 2 agreed').waitFor()
      const text = await row.textContent()
      for (const part of [
        'panda/hello',
        'main',
        'Say hello',
        'by dana',
        '(rob)',
        '1 more has to agree.',
        'Without them it fails on',
      ])
        expect(text).toContain(part)
      await expect.poll(() => count(page).textContent()).toBe('1')
      // Nobody touches this window: it follows what waits.
      await as('rosa').approve(id)
      await page.getByText('Nothing waits for approval').waitFor()
      await count(page).waitFor({ state: 'detached' })
    })
    await followUntil(place, id)
  })

  it('is counted anew when the window is looked at again', async () => {
    await inWindow(browser, {}, async page => {
      await page.goto(`${place.address}/#/connect`)
      await page.locator('.connection').first().waitFor()
      const id = await waiting('focus')
      expect(await count(page).count()).toBe(0)
      await page.evaluate(() => dispatchEvent(new Event('focus')))
      await expect.poll(() => count(page).textContent()).toBe('1')
      await place.client.cancel(id)
      await followUntil(place, id)
    })
  })
})

describe('a reviewer', () => {
  it('sees who has agreed and what is missing, approves, and it goes on', async () => {
    const id = await waiting('approved')
    await as('rob').approve(id, { comment: 'Looked at the diff' })
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, id)
      await waitForNow(page, 'Waiting for approval')
      await page.locator('.progress').getByText('waits for approval').waitFor()
      const text = await review(page).textContent()
      for (const part of [
        '1 of 2 agreed',
        'rob approved',
        'Looked at the diff',
        '1 more has to agree.',
        'dana has started it',
      ])
        expect(text).toContain(part)
      await page.getByLabel('Comment').fill('And by me')
      await button(page, 'Approve').click()
      await review(page).getByText('Granted').waitFor()
      expect(await review(page).textContent()).toContain('And by me')
      expect(await button(page, 'Approve').count()).toBe(0)
      await waitForNow(page, 'Live')
    })
  })

  it('has to say why to reject: then nothing is released', async () => {
    const id = await waiting('rejected')
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, id)
      await button(page, 'Reject').click()
      await page.getByText('Say why, in at most 500 characters').waitFor()
      expect((await place.client.deployment(id)).approval?.rejected).toBe(null)
      await page.getByLabel('Comment').fill('Not on a Friday')
      await button(page, 'Reject').click()
      await review(page).getByText('Rejected', { exact: true }).waitFor()
      await waitForNow(page, 'Failed at')
      await page.getByText('A reviewer said no', { exact: false }).first().waitFor()
    })
  })

  it('who has started it is told why they may not', async () => {
    const id = await waiting('own', 'local')
    await inWindow(browser, { expected: /status of 403/ }, async page => {
      await openDeployment(page, place.address, id)
      await page.getByText('local has started it, and may not approve it.', { exact: false }).waitFor()
      await page.getByLabel('Comment').fill('Trust me')
      await button(page, 'Approve').click()
      await review(page).getByRole('alert').getByText('somebody else has to', { exact: false }).waitFor()
      // What was typed is not lost by it.
      expect(await page.getByLabel('Comment').inputValue()).toBe('Trust me')
      expect((await place.client.deployment(id)).approval?.approvals).toEqual([])
      await screenshot(page, 'approvals-author')
    })
    await place.client.cancel(id)
    await followUntil(place, id)
  })

  it('waits out the time for looking, however many have agreed', async () => {
    const id = await waiting('timed', 'dana', { reviewers: 1, waitMinutes: 30 })
    await as('rob').approve(id)
    await inWindow(browser, {}, async page => {
      await openDeployment(page, place.address, id)
      await review(page).getByText('Enough have agreed.', { exact: false }).waitFor()
      expect(await review(page).textContent()).toMatch(/The wait ends in (29 min|30 min)/)
      expect(await button(page, 'Approve').count()).toBe(0)
      const before = await review(page).locator('.figure').textContent()
      await expect.poll(() => review(page).locator('.figure').textContent(), { timeout: 10_000 }).not.toBe(before)
    })
    await place.client.cancel(id)
    await followUntil(place, id)
  })
})

it('an admin releases without approval only with a reason, by keyboard, and the audit log shouts', async () => {
  const id = await waiting('skipped')
  await inWindow(browser, {}, async page => {
    await openDeployment(page, place.address, id)
    const opener = button(page, 'Release without approval')
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByText('The audit log shows it as an alarm', { exact: false }).waitFor()
    await inDialog(page, 'Release without approval').click()
    await page.getByRole('dialog').getByText('Say why', { exact: false }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await opener.evaluate(element => element === document.activeElement)).toBe(true)
    expect((await place.client.deployment(id)).approval?.skipped).toBe(null)
    await opener.click()
    await page.getByLabel('Reason').fill('The shop is down')
    await inDialog(page, 'Release without approval').click()
    await review(page).getByText('Released without', { exact: true }).waitFor()
    await waitForNow(page, 'Live')
  })
  const { entries } = await place.client.audit({ operation: 'skipApproval' })
  expect(entries[0]).toMatchObject({ severity: 'alarm', reason: 'The shop is down' })
})

it('nothing that axe-core finds is wrong, in either theme and language, and nothing is cut off on a phone', async () => {
  const id = await waiting('looked-at')
  await as('rob').approve(id, { comment: '<b>Fine</b> by me' })
  for (const [theme, locale, phone] of [
    ['light', 'en-US', false],
    ['dark', 'ko-KR', true],
  ] as const)
    await inWindow(browser, { theme, locale, phone }, async page => {
      const name = `${theme}-${locale.slice(0, 2)}${phone ? '-phone' : ''}`
      await page.goto(`${place.address}/#/approvals`)
      await page.locator('.waiting', { hasText: 'looked-at' }).waitFor()
      await page.locator('.badge.good').waitFor()
      expect(await overflows(page)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, `approvals-${name}`)
      await openDeployment(page, place.address, id)
      await review(page).getByText('<b>Fine</b> by me').waitFor()
      expect(await overflows(page)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, `approvals-deployment-${name}`)
    })
  await place.client.cancel(id)
  await followUntil(place, id)
})
