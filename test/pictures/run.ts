// npm run pictures: the README's pictures, made anew from a running Panda. Takes chromium and tmux.
import { mkdir, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { connectAll, pandaCli } from '../cli/panda-cli.ts'
import {
  deployed,
  deployTo,
  followUntil,
  type PandaProcess,
  pushCommit,
  saying,
  startPanda,
} from '../e2e/panda-process.ts'
import { openScreen, type Screen } from '../terminal/screen.ts'
import { type Frame, moving } from './moving.ts'

const folder = new URL('../../docs/pictures/', import.meta.url)
const lookEveryMs = 120

/** What the figures are of: somebody must ask. */
const traffic = (url: string) => {
  const timer = setInterval(() => void fetch(url).then(answer => answer.text()), 40)
  return () => clearInterval(timer)
}

const pages = async (panda: PandaProcess, before: string) => {
  const { url } = await panda.client.deployment(before)
  const stop = traffic(url!)
  await pushCommit(panda.dataDir, {
    repo: 'hello',
    branch: 'main',
    files: saying('Hello again', 'v2'),
    subject: 'Say hello again',
  })
  const ready = await deployTo(panda.client, 'hello')
  await followUntil(panda, ready, ['READY'])
  const { deploymentId: failed } = await deployed(panda, 'broken-build')
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const shot = async (id: string, name: string, colorScheme: 'light' | 'dark', height: number) => {
    const page = await browser.newPage({ viewport: { width: 1180, height }, colorScheme })
    await page.goto(`${panda.address}/#/deployments/${id}`)
    await page.locator('.now h2').waitFor()
    // Charts take points: one every two seconds.
    if (id === ready) await page.waitForTimeout(12_000)
    await page.screenshot({ path: new URL(`${name}.png`, folder).pathname, animations: 'disabled' })
    await page.close()
  }
  await shot(ready, 'ready', 'light', 1010)
  await shot(failed, 'failed', 'dark', 660)
  await browser.close()
  stop()
  await panda.client.cancel(ready)
}

/** What is on the screen, whenever it has changed, until this is on it. */
const filmed = async (screen: Screen, film: Frame[], began: number, until: RegExp) => {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const text = await screen.read({ colors: true })
    if (text !== film.at(-1)?.text) film.push({ at: Date.now() - began, text })
    if (until.test(await screen.read())) return
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
  throw new Error(`The screen never showed ${until}:\n${film.at(-1)?.text}`)
}

const terminal = async (panda: PandaProcess) => {
  const cli = await pandaCli(panda.address)
  await connectAll(cli)
  const screen = await openScreen(cli, { columns: 92, rows: 24 })
  const film: Frame[] = []
  const began = Date.now()
  for (const letter of 'panda deploy panda/hello --watch') {
    await screen.type(letter)
    await filmed(screen, film, began, /./)
  }
  await screen.press('Enter')
  await filmed(screen, film, began, /\[s\]/)
  await screen.press('s')
  await filmed(screen, film, began, /\[y\]/)
  await screen.press('y')
  await filmed(screen, film, began, /\n\$ *\n*$/)
  await screen.close()
  await cli.remove()
  await writeFile(new URL('deploy.svg', folder), moving(film, { columns: 92, rows: 24 }))
}

await mkdir(folder, { recursive: true })
const panda = await startPanda({ env: { PANDA_FIGURES_SECONDS: '1' } })
try {
  const { deploymentId } = await deployed(panda, 'hello')
  await pages(panda, deploymentId)
  await terminal(panda)
} finally {
  await panda.stop()
}
