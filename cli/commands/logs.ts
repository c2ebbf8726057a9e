// panda logs ID: what the build wrote.
import type { Command } from 'commander'
import { liveEvents } from '../../client/socket.ts'
import type { LogLines } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { Left, leaving } from '../follow/leaving.ts'
import { type ExitCode, exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { deploymentMeant } from '../which.ts'

type Options = CommonOptions & { follow?: boolean }

export const logs = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'logs', {
    about: 'logs.about',
    examples: ['panda logs panda/hello', 'panda logs panda/hello --follow'],
  })
    .argument('<ID>', say('argument.id'))
    .option('-f, --follow', say('logs.follow'))
    .action((given: string, options: Options) => cli.does(options, context => run(context, given, options)))
}

const run = async (context: Context, given: string, { follow }: Options) => {
  const id = await deploymentMeant(given, 'any', context)
  return follow ? followLogs(context, id) : printLogs(context, id)
}

const print = (context: Context, { chunk, lines }: LogLines) => {
  context.object({ chunk, lines })
  context.line(...lines.map(clean))
}

const printLogs = async (context: Context, id: string): Promise<ExitCode> => {
  for (let last = 0; ; ) {
    const { chunks, lastChunk } = await context.client.logs(id, { after: last })
    for (const chunk of chunks) print(context, chunk)
    if (last === 0 && chunks.length === 0) context.stderr.write(`${context.say('logs.none')}\n`)
    if (chunks.length === 0 || lastChunk <= last) return exitCodes.good
    last = lastChunk
  }
}

const followLogs = async (context: Context, id: string): Promise<ExitCode> => {
  const leave = leaving(id, context.say)
  const live = liveEvents(context.client, { onState: leave.onState })
  try {
    for await (const item of live.follow(id, { logs: true, signal: leave.signal }))
      if (item.type === 'log') print(context, item)
    return exitCodes.good
  } catch (fault) {
    if (fault instanceof Left) return exitCodes.interrupted
    throw fault
  } finally {
    leave.done()
    live.close()
  }
}
