// panda open ID: its page in the browser; the address where there is none.
import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import type { Environment } from '../shell.ts'
import { deploymentMeant } from '../which.ts'

export const open = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'open', {
    about: 'open.about',
    examples: ['panda open panda/hello'],
  })
    .argument('<ID>', say('argument.id'))
    .action((given: string, options: CommonOptions) => cli.does(options, context => run(context, given)))
}

const run = async (context: Context, given: string) => {
  const { client, server, say, env } = context
  const id = await deploymentMeant(given, 'any', context)
  await client.deployment(id) // an unknown one is told here, not on a page
  const url = pageOf(server.url, id)
  context.object({ url })
  context.line(url)
  const opened = !context.json && (await openIn(browserOf(env), url))
  if (!opened && !context.json) context.line(context.colors.dim(say('open.by.hand')))
  return exitCodes.good
}

const pageOf = (address: string, id: string) => `${address}/#/deployments/${encodeURIComponent(id)}`

/** BROWSER wins, as with everything on a terminal. */
const browserOf = ({ BROWSER, DISPLAY, WAYLAND_DISPLAY }: Environment): string | undefined => {
  if (BROWSER) return BROWSER
  if (process.platform === 'darwin') return 'open'
  if (process.platform === 'win32') return 'explorer.exe'
  return DISPLAY || WAYLAND_DISPLAY ? 'xdg-open' : undefined
}

/** Whether something took it; what becomes of it is its own. The address is an argument, never a shell's line. */
const openIn = async (browser: string | undefined, url: string): Promise<boolean> => {
  if (browser === undefined) return false
  const child = spawn(browser, [url], { stdio: 'ignore', detached: true })
  return new Promise(resolve => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
