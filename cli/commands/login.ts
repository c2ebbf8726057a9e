// panda login: where Panda is and who asks, tried before it is kept.
import type { Command } from 'commander'
import { PandaError } from '../../client/faults.ts'
import { ask, askHidden, piped } from '../ask.ts'
import { type Context, contextAt } from '../context.ts'
import { exitCodes, Mishap } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { addressOf, defaultUrl, keep, readKept, type Server, SettingsDamaged } from '../settings.ts'

type Options = CommonOptions & { url?: string }

export const login = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'login', {
    about: 'login.about',
    examples: ['panda login', 'panda login --url http://127.0.0.1:8080', 'panda login < token.txt'],
    notes: 'why.no.argument',
  })
    .option('--url <address>', say('login.url'))
    .action((options: Options) => cli.does(options, context => run(context, options), 'as it is'))
}

const run = async (context: Context, options: Options) => {
  const { say, env, colors } = context
  const url = addressOf(options.url ?? (await addressAsked(context)))
  if (isOpenLine(url)) context.stderr.write(`${colors.yellow('!')} ${say('login.open.line')}\n`)
  const server: Server = { url, token: await tokenFor(context, url), from: 'login' }
  const identity = await tried(contextAt(context, server, context.json))
  const path = await keep(env, { url, ...(server.token ? { token: server.token } : {}) })
  context.object({ url, identity, path })
  context.line(
    `${colors.green('✓')} ${say('login.done', { url })} ${say(`login.${identity}`)}`,
    colors.dim(`  ${path}`),
  )
  if (env.PANDA_URL || env.PANDA_TOKEN) context.line(`  ${say('login.environment')}`)
  context.line(`  ${say('login.next')}`)
  return exitCodes.good
}

const addressAsked = async (context: Context) => {
  const before = context.env.PANDA_URL || (await keptUrl(context)) || defaultUrl
  if (!context.interactive) return before
  return (await ask(context.say('login.ask.url', { before }), context)) || before
}

/** What is damaged is about to be written anew. */
const keptUrl = async ({ env }: Context) => {
  try {
    return (await readKept(env))?.url
  } catch (fault) {
    if (fault instanceof SettingsDamaged) return undefined
    throw fault
  }
}

/** A server without identities is not asked for one. */
const tokenFor = async (context: Context, url: string) => {
  if (context.env.PANDA_TOKEN) return context.env.PANDA_TOKEN
  const given = await piped(context)
  if (given !== undefined) return given
  const without = contextAt(context, { url, token: undefined, from: 'login' }, false)
  if ((await asks(without)) === 'nobody') return undefined
  if (!context.interactive)
    throw new Mishap(exitCodes.wrongUse, context.say('login.no.token'), [context.say('login.no.token.next')])
  return (await askHidden(context.say('login.ask.token'), context)) || undefined
}

/** The least call that needs an identity. */
const asks = async ({ client }: Context): Promise<'token' | 'nobody'> => {
  await client.health()
  try {
    await client.services()
    return 'nobody'
  } catch (fault) {
    if (fault instanceof PandaError && fault.status === 401) return 'token'
    throw fault
  }
}

const tried = async (context: Context): Promise<'token' | 'nobody'> => {
  await context.client.health()
  await context.client.services()
  return context.server.token === undefined ? 'nobody' : 'token'
}

/** A token in the open, past this machine. */
const isOpenLine = (url: string) => url.startsWith('http:') && !/^http:\/\/(127\.|localhost|\[::1\])/.test(url)
