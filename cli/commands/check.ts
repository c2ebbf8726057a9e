// panda check: whether a panda.yml is right, as the server will read it; each fault with its line and column.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { pandaFileName, readPandaFile } from '../../core/panda-file.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'

export const check = (parent: Command, cli: Cli) => {
  defined(parent, cli, 'check', {
    about: 'check.about',
    examples: ['panda check', 'panda check deploy/panda.yml'],
    notes: 'check.notes',
  })
    .argument('[FILE]', cli.shell.say('argument.file'))
    .action((file: string | undefined, options: CommonOptions) =>
      cli.does(options, context => run(context, file ?? pandaFileName)),
    )
}

const run = async (context: Context, file: string) => {
  const { say, colors } = context
  const read = readPandaFile(await textOf(file, context))
  context.object(read)
  if (read.ok) {
    const environments = Object.keys(read.environments).join(', ') || say('check.nothing')
    context.line(`${colors.green('✓')} ${clean(say('check.good', { file, environments }))}`)
    return exitCodes.good
  }
  for (const { line, column, field, message } of read.faults)
    context.line(clean(`${file}:${line}:${column} ${field === '' ? '' : `${field} `}${message}`))
  return exitCodes.failed
}

const textOf = async (file: string, { say }: Context) => {
  try {
    return await readFile(file, 'utf8')
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    throw wrongUse(say('check.unreadable', { file: clean(file), why: clean(why) }))
  }
}
