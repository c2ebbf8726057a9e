// panda notify list, panda notify deliveries
import type { Command } from 'commander'
import type { DeliveryView, NotificationView } from '../../client/types.ts'
import { noticeKinds } from '../../core/notices.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { ago } from '../screen/figures.ts'
import { type Column, table } from '../screen/table.ts'

export const notifyList = (parent: Command, cli: Cli) => {
  defined(parent, cli, 'list', { about: 'notify.list.about', examples: ['panda notify list'] }).action(
    (options: CommonOptions) =>
      cli.does(options, async context =>
        shown(context, await context.client.notifications(), targetColumns(context), context.say('notify.none')),
      ),
  )
}

export const notifyDeliveries = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'deliveries', {
    about: 'notify.deliveries.about',
    examples: ['panda notify deliveries', 'panda notify deliveries --limit 5 --json'],
  })
    .argument('[DEPLOYMENT]', say('argument.notification.deployment'))
    .option('-n, --limit <number>', say('list.limit'), '20')
    .action((deploymentId: string | undefined, options: CommonOptions & { limit: string }) =>
      cli.does(options, async context => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1 || limit > 100)
          throw wrongUse(say('list.limit.wrong', { given: options.limit }))
        const all = await context.client.deliveries({ limit, ...(deploymentId && { deploymentId }) })
        return shown(context, all, deliveryColumns(context), say('notify.deliveries.none'))
      }),
    )
}

const shown = <T extends object>(context: Context, all: T[], columns: Column<T>[], none: string) => {
  for (const one of all) context.object(one)
  if (context.json) return exitCodes.good
  const width = context.stdout.isTTY ? context.stdout.columns : undefined
  context.line(...(all.length === 0 ? [none] : table(all, columns, { width, colors: context.colors })))
  return exitCodes.good
}

const targetColumns = ({ say, colors }: Context): Column<NotificationView>[] => [
  { title: say('column.id'), text: one => one.id },
  { title: say('notify.column.kind'), text: one => one.kind },
  { title: say('notify.column.channel'), text: one => clean(one.channel ?? '–'), least: 8, spare: 2 },
  { title: say('notify.column.address'), text: one => clean(`${one.host}…${one.tail}`), least: 12 },
  { title: say('column.repository'), text: one => clean(`${one.owner}/${one.repo}`), least: 8 },
  { title: say('column.environment'), text: one => clean(one.environment), spare: 3 },
  {
    title: say('notify.column.events'),
    text: one => (one.events.length === noticeKinds.length ? '*' : one.events.join(',')),
    color: text => colors.dim(text),
    least: 8,
  },
]

const deliveryColumns = ({ say, colors, stdout, locale }: Context): Column<DeliveryView>[] => [
  {
    title: say('column.started'),
    text: one => (stdout.isTTY ? ago(one.occurredAt, Date.now(), locale) : one.occurredAt),
  },
  { title: say('notify.column.kind'), text: one => one.kind },
  { title: say('notify.column.address'), text: one => clean(one.channel ?? one.host), least: 10 },
  { title: say('column.id'), text: one => one.deploymentId, spare: 2 },
  {
    title: say('column.status'),
    text: one => one.status,
    color: (text, { status }) => (status === 'delivered' ? colors.green(text) : colors.yellow(text)),
  },
  { title: say('notify.column.attempts'), text: one => String(one.attempt), align: 'right' },
  { title: say('column.errors'), text: one => clean(one.attempts.at(-1)?.error ?? ''), least: 10 },
]
