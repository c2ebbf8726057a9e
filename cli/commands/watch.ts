// panda watch ID: to its end, from its beginning, however often one comes back.
import type { Command } from 'commander'
import { follow } from '../follow/follow.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { deploymentMeant } from '../which.ts'

type Options = CommonOptions & { logs?: boolean }

export const watch = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'watch', {
    about: 'watch.about',
    examples: ['panda watch panda/hello', 'panda watch panda/hello --logs'],
    notes: 'watch.notes',
  })
    .argument('<ID>', say('argument.id'))
    .option('--logs', say('watch.logs'))
    .action((given: string, options: Options) =>
      cli.does(options, async context => follow(context, await deploymentMeant(given, 'any', context), options)),
    )
}
