// panda switch ID: all traffic to green.
import type { Command } from 'commander'
import { follow } from '../follow/follow.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { deploymentMeant } from '../which.ts'

type Options = CommonOptions & { watch?: boolean }

export const switchTraffic = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'switch', {
    about: 'switch.about',
    examples: ['panda switch panda/hello --watch'],
    notes: 'switch.notes',
  })
    .argument('<ID>', say('argument.id'))
    .option('-w, --watch', say('option.watch'))
    .action((given: string, options: Options) =>
      cli.does(options, async context => {
        const id = await deploymentMeant(given, 'ready', context)
        const state = await context.client.switch(id)
        if (!options.watch || !context.json) context.object(state)
        context.line(`${context.colors.green('✓')} ${say('switch.done')} ${context.colors.bold(id)}`)
        if (options.watch) return follow(context, id)
        context.line(`  ${say('deploy.follow', { command: `panda watch ${id}` })}`)
        return exitCodes.good
      }),
    )
}
