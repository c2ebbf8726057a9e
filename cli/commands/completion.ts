// panda completion bash|zsh|fish: a few lines for the shell, which asks `panda complete` for what may come next.
import type { Command } from 'commander'
import { candidates } from '../completion/candidates.ts'
import { scripts, shells } from '../completion/scripts.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'

export const completion = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'completion', {
    about: 'completion.about',
    examples: shells.map(shell => `panda completion ${shell}`),
    notes: 'completion.notes',
  })
    .argument('<shell>', say('completion.shell'))
    .action((given: string, options: CommonOptions) =>
      cli.does(options, async context => {
        const shell = shells.find(one => one === given)
        if (!shell)
          throw wrongUse(
            say('completion.unknown', { given: clean(given) }),
            shells.map(one => `panda completion ${one}`).join('\n'),
          )
        context.object({ shell, script: scripts[shell] })
        context.line(...scripts[shell].split('\n'))
        return exitCodes.good
      }),
    )
  parent
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((words: string[]) =>
      cli.does(
        {},
        async context => {
          for (const { value, about } of await candidates(parent, words, context))
            if (value === clean(value)) context.line(about ? `${value}\t${clean(about)}` : value)
          return exitCodes.good
        },
        'as it is',
      ),
    )
}
