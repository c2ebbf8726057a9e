// panda notify add | list | test | remove | deliveries
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { notifyAdd } from './notify-add.ts'
import { notifyDeliveries, notifyList } from './notify-lists.ts'

export const notify = (parent: Command, cli: Cli) => {
  const group = defined(parent, cli, 'notify', {
    about: 'notify.about',
    group: true,
    examples: ['panda notify add slack < slack-address.txt', 'panda notify list', 'panda notify deliveries'],
  }).helpCommand(false)
  notifyAdd(group, cli)
  notifyList(group, cli)
  notifyTest(group, cli)
  notifyRemove(group, cli)
  notifyDeliveries(group, cli)
}

const notifyTest = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'test', { about: 'notify.test.about', examples: ['panda notify test'] })
    .argument('[ID]', say('argument.notification'))
    .action((id: string | undefined, options: CommonOptions) =>
      cli.does(options, async context => {
        const answer = await context.client.testNotification(await which(context, id))
        context.object(answer)
        const { delivered, httpStatus, ms, error } = answer
        const status = httpStatus === null ? '' : ` ${httpStatus}`
        if (delivered) context.line(`${context.colors.green('✓')} ${say('notify.test.good', { ms })}${status}`)
        else context.line(`${context.colors.red('✗')} ${say('notify.test.bad', { why: error ?? '' })}`)
        if (answer.answer && !delivered) context.line(`  ${answer.answer}`)
        return delivered ? exitCodes.good : exitCodes.failed
      }),
    )
}

const notifyRemove = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'remove', { about: 'notify.remove.about', examples: ['panda notify remove'] })
    .argument('[ID]', say('argument.notification'))
    .action((given: string | undefined, options: CommonOptions) =>
      cli.does(options, async context => {
        const id = await which(context, given)
        await context.client.removeNotification(id)
        context.object({ id })
        context.line(`${context.colors.green('✓')} ${say('notify.remove.done', { id })}`)
        return exitCodes.good
      }),
    )
}

/** The one there is, where there is one. */
const which = async ({ client, say }: Context, given: string | undefined): Promise<string> => {
  if (given !== undefined) return given
  const all = await client.notifications()
  const [only] = all
  if (!only) throw wrongUse(say('notify.none'), say('notify.none.next'))
  if (all.length > 1) throw wrongUse(say('notify.which'), ...all.map(one => `${one.id}  ${one.channel ?? one.host}`))
  return only.id
}
