// panda cancel ID: what served before goes on serving.
import type { Command } from 'commander'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { deploymentMeant, isUnfinished } from '../which.ts'

export const cancel = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'cancel', {
    about: 'cancel.about',
    examples: ['panda cancel panda/hello'],
    notes: 'cancel.notes',
  })
    .argument('<ID>', say('argument.id'))
    .action((given: string, options: CommonOptions) =>
      cli.does(options, async context => {
        const id = await deploymentMeant(given, 'unfinished', context)
        const state = await context.client.cancel(id)
        const { colors } = context
        context.object(state)
        const done = isUnfinished(state)
          ? say('cancel.stopping')
          : say('cancel.over', { status: say(`status.${state.status}`) })
        context.line(`${colors.green('✓')} ${done} ${colors.bold(id)}`)
        if (isUnfinished(state)) context.line(`  ${say('deploy.follow', { command: `panda watch ${id}` })}`)
        return exitCodes.good
      }),
    )
}
