// Somebody new, before an empty Panda, with a mouse and nothing else: from the first connection to a rollback.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyOf, goodToken, type PandaProcess, pushCommit, saying, startPanda } from '../e2e/panda-process.ts'
import { inWindow, openBrowser, screenshot } from './browser.ts'
import { button, inDialog, waitForNow } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser

beforeAll(async () => {
  ;[browser, place] = await Promise.all([openBrowser(), startPanda()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const rows = (page: Page) => page.locator('.deployment-row')
const goHome = (page: Page) => link(page, 'Panda').click()

it('connects, deploys, watches, switches and rolls back by clicks alone', { timeout: 180_000 }, async () => {
  // A token that is refused is a 400, which the browser tells of.
  await inWindow(browser, { expected: /status of 400/ }, async (page, { context, complaints }) => {
    await page.goto(place.address)
    await page.getByText('0 of 4 done').waitFor()
    await screenshot(page, 'home-first')

    await connect(page)
    await goHome(page)
    await page.getByText('2 of 4 done').waitFor()

    // Another tab of the same browser looks at the list all the time, and is never touched.
    const other = await context.newPage()
    other.on('console', message => message.type() === 'error' && complaints.push(`other tab: ${message.text()}`))
    await other.goto(`${place.address}/#/deployments`)
    await other.getByText('No deployments yet').waitFor()

    await page.getByRole('main').getByRole('link', { name: 'Deploy' }).click()
    await page.getByText('First release').waitFor()
    await screenshot(page, 'deploy-first')
    await button(page, 'Deploy').click()
    await page.waitForURL(/#\/deployments\/dep_/)
    await rows(other).first().getByText('Running').waitFor({ timeout: 30_000 })
    await waitForNow(page, 'Live')
    await rows(other).first().getByText('Completed').waitFor({ timeout: 30_000 })

    await goHome(page)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const url = (await place.client.services())[0]!.url
    expect(await bodyOf(url)).toBe('Hello from Panda, version 1')

    const repo = 'hello'
    await pushCommit(place.dataDir, { repo, branch: 'main', files: saying('Hello again'), subject: 'Say it again' })
    await link(page, 'Services').click()
    await page.locator('.service').getByRole('link', { name: 'Deploy', exact: true }).click()
    await page.getByText('Goes on serving as blue', { exact: false }).waitFor()
    await button(page, 'Deploy').click()
    await page.waitForURL(/#\/deployments\/dep_/)
    const second = page.url()

    // The list shows it, live, and leads to it.
    await rows(other).first().getByText('Ready to switch').waitFor({ timeout: 60_000 })
    await goHome(page)
    await link(page, 'Look and switch').click()
    await page.waitForURL(second)
    await waitForNow(page, 'Green is ready. You decide.')
    expect(await bodyOf(url)).toBe('Hello from Panda, version 1')
    await button(page, 'Switch traffic').click()
    await inDialog(page, 'Switch now').click()
    await waitForNow(page, 'Live')
    expect(await bodyOf(url)).toBe('Hello again')

    await link(page, 'Services').click()
    await page.locator('.facts').getByText('Say it again').waitFor()
    await screenshot(page, 'services')
    await page.locator('.release', { hasText: 'Say hello' }).getByRole('button', { name: 'Roll back' }).click()
    expect(await page.getByRole('dialog').textContent()).toMatch(/It is still running|Its program starts anew/)
    await screenshot(page, 'services-roll-back', { whole: false })
    await inDialog(page, 'Roll back').click()
    await page.waitForURL(address => /dep_/.test(address.hash) && address.href !== second)
    await waitForNow(page, 'Live')
    expect(await bodyOf(url)).toBe('Hello from Panda, version 1')

    // Three deployments, and the untouched tab has seen all of them.
    await expect.poll(() => rows(other).getByText('Completed').count(), { timeout: 30_000 }).toBe(3)
  })
})

const connect = async (page: Page) => {
  await link(page, 'Connect GitHub').click()
  const [github, aws] = [page.locator('.card', { hasText: 'GitHub' }), page.locator('.card', { hasText: 'AWS' }).last()]
  await github.getByLabel('Repository').fill('https://github.com/panda/hello')
  await github.getByLabel('Access token').fill('ghp_wrong')
  await github.getByRole('button', { name: 'Connect' }).click()
  await page.getByText('GitHub does not accept the token', { exact: false }).waitFor()
  await github.getByLabel('Access token').fill(goodToken)
  await github.getByRole('button', { name: 'Connect' }).click()
  await page.getByText('panda/hello is connected: the token may read its branch main.').waitFor()
  await page.getByText('Next: connect an AWS account.').waitFor()

  await aws.getByLabel('By access keys').click()
  await aws.getByLabel('Region').fill('local-1')
  await aws.getByLabel('Access key id').fill('AKIALOCAL')
  await aws.getByLabel('Secret access key').fill('local')
  await aws.getByRole('button', { name: 'Connect' }).click()
  await page.getByText('Account 000000000000 is connected in local-1.').waitFor()
  await page.getByText('Everything that Panda needs is allowed.').waitFor()
  await screenshot(page, 'connect')
}
