// panda doctor: what is wrong with the set-up, and how to mend it.
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { accountChecks } from '../doctor/account.ts'
import type { Check } from '../doctor/check.ts'
import { machineChecks } from '../doctor/machine.ts'
import { serverChecks } from '../doctor/server.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'

export const doctor = (parent: Command, cli: Cli) => {
  defined(parent, cli, 'doctor', {
    about: 'doctor.about',
    examples: ['panda doctor', 'panda doctor --json'],
  })
    // Settings that cannot be read are what it is there for: it reads them itself.
    .action((options: CommonOptions) => cli.does(options, run, 'as it is'))
}

const run = async (context: Context) => {
  const marks = { good: context.colors.green('✓'), note: context.colors.yellow('!'), bad: context.colors.red('✗') }
  const seen: Check[] = []
  const tell = (check: Check) => {
    seen.push(check)
    context.object(check)
    context.line(`${marks[check.state]} ${clean(check.what)}`, ...check.mend.map(line => `    ${clean(line)}`))
  }
  for await (const check of machineChecks(context)) tell(check)
  let reached = true
  for await (const check of serverChecks(context)) {
    tell(check)
    if (check.name === 'server' && check.state === 'bad') reached = false
  }
  if (reached) for await (const check of accountChecks(context)) tell(check)
  const bad = seen.filter(({ state }) => state === 'bad').length
  context.line('', bad === 0 ? context.say('doctor.good') : context.say('doctor.bad', { count: bad }))
  if (!reached) return exitCodes.unreachable
  return bad === 0 ? exitCodes.good : exitCodes.failed
}
