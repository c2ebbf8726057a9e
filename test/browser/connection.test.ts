// The page of a deployment when its connection is bad, when there is very much to show, and when names mean harm.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployed, deployTo, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { inWindow, openBrowser, screenshot } from './browser.ts'
import { expectSeqs, openDeployment, shownMessages, waitForNow } from './deployment-page.ts'

let place: PandaProcess
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
  place = await startPanda()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await place?.stop()
}, 40_000)

/** A wire between page and Panda that can be cut, and mended. */
const wire = async (page: Page) => {
  const open = new Set<WebSocketRoute>()
  let isCut = false
  await page.routeWebSocket(/\/ws/, socket => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  return {
    cut: async () => {
      isCut = true
      for (const socket of open) await socket.close({ code: 1001 })
      open.clear()
    },
    mend: () => {
      isCut = false
    },
  }
}

it('says that the connection is lost, comes back by itself, and has every event once', async () => {
  const id = await deployTo(place.client, 'slow-start')
  await inWindow(browser, { expected: /WebSocket/ }, async page => {
    const line = await wire(page)
    await openDeployment(page, place.address, id)
    await line.cut()
    await page.getByText('The connection is lost.').waitFor()
    await screenshot(page, 'deployment-lost')
    await followUntil(place, id)
    line.mend()
    await page.getByText('Connected again. Nothing was missed.').waitFor({ timeout: 30_000 })
    await waitForNow(page, 'Live')
    await expectSeqs(page, (await place.client.deployment(id)).lastSeq)
    expect(await page.getByText('The connection is lost.').count()).toBe(0)
  })
})

it('connects anew when the machine is back on the network, without a repeat', async () => {
  await deployed(place, 'hello', { environment: 'back' })
  const id = await deployTo(place.client, 'hello', { environment: 'back' })
  await inWindow(browser, {}, async page => {
    let sockets = 0
    page.on('websocket', () => {
      sockets += 1
    })
    await openDeployment(page, place.address, id)
    await waitForNow(page, 'Green is ready. You decide.')
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect.poll(() => sockets).toBe(2)
    await page.getByText('Live', { exact: true }).waitFor()
    await expectSeqs(page, (await place.client.deployment(id)).lastSeq)
  })
})

it('goes on when Panda itself was killed and started again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'panda-browser-'))
  let own = await startPanda({ dataDir })
  const { port } = new URL(own.address)
  try {
    await deployed(own, 'hello')
    const id = await deployTo(own.client, 'hello')
    await inWindow(browser, { expected: /WebSocket|ERR_/ }, async page => {
      await openDeployment(page, own.address, id)
      await waitForNow(page, 'Green is ready. You decide.')
      await own.kill9()
      await page.getByText('The connection is lost.').waitFor()
      own = await startPanda({ dataDir, env: { PORT: port } })
      await page.getByText('Connected again. Nothing was missed.').waitFor({ timeout: 40_000 })
      await page.getByRole('button', { name: 'Switch traffic' }).click()
      await page.getByRole('button', { name: 'Switch now' }).click()
      await waitForNow(page, 'Live')
      await expectSeqs(page, (await own.client.deployment(id)).lastSeq)
    })
  } finally {
    await own.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})

/** Stands in for Panda’s answers about one deployment: `events` over the socket, `changed` state over HTTP. */
const pretend = async (page: Page, id: string, events: object[], changed: object) => {
  const state = await place.client.deployment(id)
  await page.route(`**/api/v1/deploy/${id}`, route =>
    route.fulfill({ json: { code: 200, message: 'OK', data: { ...state, ...changed } } }),
  )
  await page.routeWebSocket(/\/ws/, socket => {
    socket.onMessage(text => {
      if ((JSON.parse(String(text)) as { action: string }).action !== 'subscribe') return
      for (const event of events) socket.send(JSON.stringify(event))
      socket.send(JSON.stringify({ type: 'subscribed', deploymentId: id, lastSeq: events.length }))
    })
  })
}

const eventOf = (deploymentId: string, seq: number, code: string, message: string) => {
  const timestamp = new Date(Date.now() - 60_000 + seq).toISOString()
  return {
    type: 'stage',
    deploymentId,
    seq,
    id: `${deploymentId}:${seq}`,
    timestamp,
    code,
    message,
    details: { stage: 1 },
  }
}

it('can be used with 5,000 events: the newest are shown, the search looks through all', async () => {
  const { deploymentId: id } = await deployed(place, 'hello')
  const events = Array.from({ length: 5000 }, (_, index) =>
    eventOf(id, index + 1, 'BUILD_PROGRESS', index === 41 ? 'a needle' : `Building: step ${index + 1}`),
  )
  await inWindow(browser, {}, async page => {
    await pretend(page, id, events, { status: 'RUNNING', completedAt: null })
    await openDeployment(page, place.address, id)
    await page.getByText('Building: step 5000', { exact: true }).waitFor({ timeout: 15_000 })
    expect(await page.locator('.event').count()).toBe(200)
    // At its end, where the newest is.
    const fromEnd = () => page.locator('.log').evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight)
    await expect.poll(fromEnd).toBeLessThan(30)
    const began = performance.now()
    await page.getByPlaceholder('Search the events').fill('needle')
    await expect.poll(() => shownMessages(page)).toEqual(['a needle'])
    expect(performance.now() - began).toBeLessThan(5_000)
    await page.getByText('1 of 5,000 events').waitFor()
    await page.getByPlaceholder('Search the events').fill('')
    await page.getByRole('button', { name: 'Show 500 earlier ones' }).click()
    await expect.poll(() => page.locator('.event').count()).toBe(700)
  })
})

it('shows names that mean harm as the text they are', async () => {
  const harm = '<img src=x onerror="document.title=1;alert(1)">'
  const { deploymentId: id } = await deployed(place, 'hello', { environment: 'harm' })
  const event = { ...eventOf(id, 1, 'CLONED', harm), details: { stage: 1, commitMessage: harm } }
  await inWindow(browser, {}, async page => {
    const changed = {
      status: 'RUNNING',
      completedAt: null,
      repo: harm,
      branch: harm,
      commitMessage: harm,
      deployedBy: harm,
    }
    await pretend(page, id, [event], { ...changed, greenUrl: 'javascript:alert(1)' })
    await openDeployment(page, place.address, id)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(`panda/${harm}`)
    await page.locator('.event summary').click()
    expect(await page.locator('.event-details').textContent()).toContain('onerror')
    expect(await page.title()).toBe(`panda/${harm} · Panda`)
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
  })
})
