// The pages beside a deployment's own: in both themes, in Korean, on a phone, with names that are markup, and with faults.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, deployed, deployTo, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { axeViolations, inWindow, openBrowser, overflows, screenshot } from './browser.ts'
import { button, inDialog } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser
/** Waits for the switch for as long as the tests take. */
let ready: string

beforeAll(async () => {
  ;[browser, place] = await Promise.all([openBrowser(), startPanda()])
  await deployed(place, 'hello')
  await deployed(place, 'hello', { autoSwitch: true })
  await place.client.createNotification({ kind: 'slack', address: 'http://127.0.0.1:9/slack', channel: '#releases' })
  await deployed(place, 'no-dockerfile')
  ready = await deployTo(place.client, 'hello')
  await followUntil(place, ready, ['READY'])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

/** Each with what shows that it is there. */
const pages = [
  ['home', '/', '.tile'],
  ['connect', '/connect', '.connection'],
  ['deploy', '/deploy?repo=panda/hello', '.under-way'],
  ['deployments', '/deployments', '.deployment-row'],
  ['services', '/services', '.release'],
  ['figures', '/figures', '.stat'],
  ['notifications', '/notifications', '.notification'],
] as const

const open = async (page: Page, path: string, sign: string) => {
  await page.goto(`${place.address}/#${path}`)
  await page.locator(sign).first().waitFor()
}
const openForms = async (page: Page) => {
  const openers = page.locator('.card-head button')
  while ((await openers.count()) > 0) await openers.first().click()
  await page.locator('.choice input').first().check()
  await page.locator('.parameters').waitFor()
  for (const one of await page.locator('details > summary').all()) await one.click()
}

describe.each(pages)('%s', (name, path, sign) => {
  it.each(['light', 'dark'] as const)('has nothing that axe-core finds wrong in the %s theme', async theme => {
    await inWindow(browser, { theme }, async page => {
      await open(page, path, sign)
      if (name === 'connect') await openForms(page)
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, `${name}-${theme}`)
    })
  })

  it('fits a phone, in Korean', async () => {
    await inWindow(browser, { locale: 'ko-KR', phone: true, theme: 'dark' }, async page => {
      await open(page, path, sign)
      if (name === 'connect') await openForms(page)
      expect(await page.locator('html').getAttribute('lang')).toBe('ko')
      expect(await page.locator('h1').textContent()).toMatch(/[가-힣]/)
      expect(await overflows(page)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, `${name}-phone-ko`)
    })
  })

  it('does not jump while it is being filled', async () => {
    await inWindow(browser, {}, async page => {
      await page.addInitScript(() => {
        const shifts: number[] = []
        Object.assign(globalThis, { shifts })
        new PerformanceObserver(list => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) shifts.push(entry.value)
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await open(page, path, sign)
      await page.waitForTimeout(500)
      const shifted = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)
      // What a person does not see: https://web.dev/articles/cls
      expect(shifted.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.02)
    })
  })
})

describe('names that are markup', () => {
  const markup = '<img src=x onerror=alert(1)>'
  /** Whatever the server answers about names, it answers so. */
  const hostile = async (page: Page) => {
    const named = ['owner', 'repo', 'branch', 'environment', 'commitMessage', 'deployedBy', 'by', 'accountId', 'region']
    await page.route('**/api/v1/**', async route => {
      if (route.request().method() !== 'GET') return route.fallback()
      const response = await route.fetch()
      const replaced = (key: string, value: unknown) => {
        if (named.includes(key) && typeof value === 'string') return markup
        return key === 'branches' ? [markup] : value
      }
      return route.fulfill({ response, json: JSON.parse(JSON.stringify(await response.json(), replaced)) })
    })
  }

  it.each(pages)('stay text on %s', async (_name, path, sign) => {
    // Asked for by such a name, the server refuses.
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await hostile(page)
      await open(page, path, sign === '.under-way' ? '.outlook' : sign)
      await page.waitForTimeout(300)
      expect(await page.locator('img[src="x"]').count()).toBe(0)
      expect(await page.locator('main').textContent()).toContain(markup)
    })
  })

  it('stay text when they are typed, and are refused in words', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await open(page, '/connect', '.connection')
      await openForms(page)
      await page.getByLabel('Repository').fill(`${markup}/${markup}`)
      await page.getByLabel('Branch').fill(markup)
      await page.getByLabel('Access token').fill('x')
      await button(page, 'Connect').first().click()
      await page.getByText('This is no repository as GitHub names them').waitFor()
      await page.getByText('This is no name of a branch').waitFor()
      await page.goto(`${place.address}/#/deployments?owner=${encodeURIComponent(markup)}&search=${markup}`)
      await button(page, 'Clear the filters').click()
      await page.locator('.deployment-row').first().waitFor()
      expect(await page.locator('img[src="x"]').count()).toBe(0)
    })
  })
})

describe('connections', () => {
  it('that a deployment needs are not deleted, and lead to it', async () => {
    const { githubConnectionId, awsConnectionId } = await connect(place.client, 'slow-start')
    const id = await deployTo(place.client, 'slow-start', { githubConnectionId, awsConnectionId })
    await inWindow(browser, { expected: /status of 409/ }, async page => {
      await open(page, '/connect', '.connection')
      const row = page.locator('.connection', { hasText: 'panda/slow-start' })
      await row.getByRole('button', { name: 'Delete' }).click()
      await inDialog(page, 'Delete').click()
      await page.getByText('A deployment that is not over uses this connection').waitFor()
      await page.getByRole('link', { name: 'Look at the deployment' }).click()
      await page.waitForURL(address => address.hash.endsWith(id))
      await followUntil(place, id)
      await open(page, '/connect', '.connection')
      await row.getByRole('button', { name: 'Delete' }).click()
      await inDialog(page, 'Delete').click()
      await row.waitFor({ state: 'detached' })
    })
  })

  it('name each action that is missing, and are tested again', async () => {
    await inWindow(browser, {}, async page => {
      const missing = ['ecr:CreateRepository', 'iam:PassRole']
      await page.route('**/permissions', route =>
        route.fulfill({
          json: { code: 200, message: '', data: { checked: true, missing, unchecked: [], message: '' } },
        }),
      )
      await open(page, '/connect', '.connection')
      const row = page.locator('.connection', { hasText: 'Account' }).first()
      await row.getByRole('button', { name: 'Test permissions' }).click()
      await row.getByText('2 permissions are missing').waitFor()
      expect(await row.locator('.action-names li').allTextContents()).toEqual(missing)
      expect(await axeViolations(page)).toEqual([])
      await screenshot(page, 'connect-missing')
      await page.unroute('**/permissions')
      await row.getByRole('button', { name: 'Test again' }).click()
      await row.getByText('Everything that Panda needs is allowed.').waitFor()
    })
  })

  it('are made by a role with its external id, which is copied by a click', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async (page, { context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await open(page, '/connect', '.connection')
      await openForms(page)
      const { externalId } = await place.client.externalId()
      await page.getByText(externalId, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Copy: ExternalId' }).click()
      await page.getByText('Copied').waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(externalId)
      await page.getByLabel('ARN of the role').fill('arn:aws:iam::123456789012:role/Nobody')
      await button(page, 'Connect').last().click()
      // What it means, what to do, and what AWS said.
      await page.getByText('AWS does not accept the role or the keys.').waitFor()
      await page.getByText('not authorized to perform: sts:AssumeRole', { exact: false }).waitFor()
      await page.getByLabel('ARN of the role').fill('PandaDeployRole')
      await button(page, 'Connect').last().click()
      await page.getByText('This is no ARN of a role', { exact: false }).waitFor()
    })
  })

  it('of the samples take one click', async () => {
    const empty = await startPanda()
    try {
      await inWindow(browser, {}, async page => {
        await page.goto(`${empty.address}/#/connect`)
        await button(page, 'Use the samples of this machine').click()
        await page.getByRole('link', { name: 'Deploy now' }).click()
        expect(await page.getByLabel('Repository').locator('option:checked').textContent()).toBe('panda/hello')
      })
    } finally {
      await empty.stop()
    }
  })
})

describe('deploying', () => {
  const started = async () => (await place.client.deployments({ repo: 'no-dockerfile', limit: 100 })).deployments.length
  const openForm = async (page: Page) => {
    await open(page, '/deploy?repo=panda/no-dockerfile', '.outlook')
    await page.getByText('As GitHub has them now').waitFor()
  }

  it('twice in a hurry is once', async () => {
    const before = await started()
    await inWindow(browser, {}, async page => {
      await openForm(page)
      await button(page, 'Deploy').dblclick()
      await page.waitForURL(/#\/deployments\/dep_/)
      await expect.poll(started).toBe(before + 1)
    })
  })

  it('again because no answer came is once', async () => {
    const before = await started()
    await inWindow(browser, { expected: /ERR_FAILED/ }, async page => {
      await openForm(page)
      await page.route(
        '**/api/v1/deploy',
        async route => {
          await route.fetch()
          await route.abort()
        },
        { times: 1 },
      )
      await button(page, 'Deploy').click()
      await page.getByText('Panda does not answer', { exact: false }).waitFor()
      await button(page, 'Deploy').click()
      await page.waitForURL(/#\/deployments\/dep_/)
      await expect.poll(started).toBe(before + 1)
    })
  })

  it('shows what does not fit at its field, also a folded one, and all of it is said', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await openForm(page)
      await page.getByText('More', { exact: true }).click()
      await page.getByLabel('Environment').fill('Not Good')
      await page.getByLabel('Port').fill('80a')
      await page.getByLabel('Health path').fill('health')
      await page.getByText('More', { exact: true }).click()
      await button(page, 'Deploy').click()
      await page.getByText('A whole number from 1 to 65535').waitFor()
      await page.getByText('A path that begins with one /').waitFor()
      await page.getByText('1 to 30 lower-case letters', { exact: false }).first().waitFor()
      expect(await page.getByLabel('Port').getAttribute('aria-invalid')).toBe('true')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('says beforehand what becomes of the one that is under way', async () => {
    await inWindow(browser, {}, async page => {
      await open(page, '/deploy?repo=panda/hello', '.under-way')
      await page.getByText('It is too far to be displaced').waitFor()
      await page.getByText('More', { exact: true }).click()
      await page.getByLabel('If one of this service is under way').selectOption('reject')
      await page.getByText('This one will be refused.').waitFor()
    })
  })

  it('takes a typed branch where GitHub does not tell them', async () => {
    await inWindow(browser, { expected: /status of 400/ }, async page => {
      await page.route('**/branches', route =>
        route.fulfill({ status: 400, json: { errorCode: 'GITHUB_TIMEOUT', message: 'GitHub: Connection timeout' } }),
      )
      await open(page, '/deploy?repo=panda/hello', '.outlook')
      await page.getByText('GitHub did not tell the branches: type one.').waitFor()
      await page.getByLabel('Branch').fill('v2')
      await page.getByText('panda-hello-v2-service').waitFor()
    })
  })
})

describe('the list', () => {
  it('keeps its filters in the address, over a reload', async () => {
    await inWindow(browser, {}, async page => {
      await open(page, '/deployments', '.deployment-row')
      await page.getByLabel('Status').selectOption('Failed')
      await expect.poll(() => page.locator('.deployment-row .badge').allTextContents()).not.toContain('Completed')
      await page.getByLabel('Repository').selectOption('panda/no-dockerfile')
      await page.getByLabel('Search').fill('forget the')
      await page.waitForURL(/status=FAILED/)
      const rows = page.locator('.deployment-row')
      await rows.first().waitFor()
      const shown = await rows.count()
      await page.reload()
      await page.locator('.deployment-row').first().waitFor()
      expect(await page.getByLabel('Search').inputValue()).toBe('forget the')
      expect(await page.getByLabel('Status').inputValue()).toBe('FAILED')
      expect(await rows.count()).toBe(shown)
      await page.getByLabel('Search').fill('nothing has this')
      await page.getByText('matches the search', { exact: false }).waitFor()
      await button(page, 'Clear the filters').click()
      await page.locator('.deployment-row', { hasText: 'panda/hello' }).first().waitFor()
    })
  })

  it('goes back page by page', async () => {
    const [one] = (await place.client.deployments({ status: 'COMPLETED', limit: 1 })).deployments
    const all = Array.from({ length: 47 }, (_, at) => ({
      ...one,
      deploymentId: `dep_${at}`,
      commitMessage: `No ${at}.`,
    }))
    await inWindow(browser, {}, async page => {
      await page.route('**/api/v1/deploy?*', route => {
        const query = new URL(route.request().url()).searchParams
        const from = Number(query.get('cursor') ?? 0)
        const to = from + Number(query.get('limit'))
        const data = { deployments: all.slice(from, to), ...(to < all.length && { cursor: String(to) }) }
        return route.fulfill({ json: { code: 200, message: '', data } })
      })
      await open(page, '/deployments', '.deployment-row')
      const count = () => page.locator('.deployment-row').count()
      expect(await count()).toBe(20)
      await button(page, 'Show older ones').click()
      await expect.poll(count).toBe(40)
      await page.reload()
      await expect.poll(count).toBe(40)
      await button(page, 'Show older ones').click()
      await expect.poll(count).toBe(47)
      await page.getByText('47 deployments').waitFor()
      expect(await button(page, 'Show older ones').count()).toBe(0)
      await page.getByLabel('Search').fill('no 46.')
      await page.getByText('1 of the newest 47').waitFor()
    })
  })

  it('shows what others have started when somebody comes back to the window', async () => {
    await inWindow(browser, {}, async page => {
      await open(page, '/deployments?repo=no-dockerfile&owner=panda', '.deployment-row')
      const before = await page.locator('.deployment-row').count()
      const id = await deployTo(place.client, 'no-dockerfile')
      await page.waitForTimeout(1100)
      await page.evaluate(() => dispatchEvent(new Event('focus')))
      await expect.poll(() => page.locator('.deployment-row').count()).toBe(before + 1)
      await page.locator('.deployment-row').first().getByText('Failed').waitFor({ timeout: 30_000 })
      await followUntil(place, id)
    })
  })

  it('is read by keyboard: a row is one link', async () => {
    await inWindow(browser, {}, async page => {
      await open(page, '/deployments', '.deployment-row')
      await page.getByLabel('Status').focus()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL(/#\/deployments\/dep_/)
    })
  })
})

it('says that Panda does not answer, and comes back by a click', async () => {
  await inWindow(browser, { expected: /ERR_FAILED/ }, async page => {
    for (const [, path, sign] of pages) {
      await page.route('**/api/v1/**', route => route.abort())
      await page.goto('about:blank')
      await page.goto(`${place.address}/#${path}`)
      await page.getByText('Panda does not answer', { exact: false }).first().waitFor()
      await page.unroute('**/api/v1/**')
      await button(page, 'Try again').first().click()
      await page.locator(sign).first().waitFor()
    }
  })
})

it('a dialog gives the focus back, and Escape does nothing but close it', async () => {
  await inWindow(browser, {}, async page => {
    await open(page, '/services', '.release')
    const before = (await place.client.deployments({ limit: 100 })).deployments.length
    const opener = page.getByRole('button', { name: 'Roll back' }).first()
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await opener.evaluate(one => one === document.activeElement)).toBe(true)
    expect((await place.client.deployments({ limit: 100 })).deployments.length).toBe(before)
  })
})
