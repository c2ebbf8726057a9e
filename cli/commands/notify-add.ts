// panda notify add slack|webhook|email: the address from the environment, a pipe or a hidden question; never from an argument,
// which every program of the machine can read and the shell's history keeps.
import type { Command } from 'commander'
import type { NotificationRequest } from '../../client/types.ts'
import { type NoticeKind, noticeKinds, type TargetKind, targetKinds } from '../../core/notices.ts'
import { askHidden, piped } from '../ask.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'

type Options = CommonOptions & { repo?: string; env?: string; events?: string; channel?: string }

export const notifyAdd = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'add', {
    about: 'notify.add.about',
    examples: [
      'panda notify add slack --channel "#releases" < slack-address.txt',
      'panda notify add webhook --repo panda/hello --env prod --events failed,alarm < webhook-address.txt',
      'panda notify add email < email-address.txt',
    ],
    notes: 'notify.add.notes',
  })
    .argument('<slack|webhook|email>', say('argument.notification.kind'))
    .option('--repo <OWNER/REPO>', say('notify.add.repo'))
    .option('--env <environment>', say('notify.add.env'))
    .option('--events <kinds>', say('notify.add.events', { choices: noticeKinds.join(',') }))
    .option('--channel <name>', say('notify.add.channel'))
    .action((kind: string, options: Options) => cli.does(options, context => run(context, kind, options)))
}

const run = async (context: Context, given: string, options: Options) => {
  const { say, client, colors } = context
  const kind = oneOf(targetKinds, given, context)
  const { owner, repo } = options.repo === undefined ? {} : repositoryOf(options.repo, say)
  const events = options.events?.split(',').map(word => oneOf(noticeKinds, word.trim(), context)) as
    | NoticeKind[]
    | undefined
  const secrets = await secretsOf(context, kind)
  const wish: NotificationRequest = {
    ...{ kind, ...secrets },
    ...(owner && repo && { owner, repo }),
    ...(options.env && { environment: options.env }),
    ...(events && { events }),
    ...(options.channel && { channel: options.channel }),
  }
  const answer = await client.createNotification(wish)
  context.object(answer)
  context.line(`${colors.green('✓')} ${say('notify.add.done', { host: answer.host })} ${colors.dim(answer.id)}`)
  if (answer.secret) context.line(`  ${say('notify.add.secret', { secret: answer.secret })}`)
  if (answer.note) context.line(`  ${say('notify.add.mail')}`)
  context.line(`  ${say('notify.add.next', { command: `panda notify test ${answer.id}` })}`)
  return exitCodes.good
}

/** Two lines: the address, and what a webhook's messages are to be signed with, if that is one's own. */
const secretsOf = async (context: Context, kind: TargetKind) => {
  const { env, say, interactive } = context
  const given = env.PANDA_NOTIFY_ADDRESS || (await piped(context))
  if (given) {
    const [address = '', second = ''] = given.split(/\r?\n/).map(line => line.trim())
    const secret = env.PANDA_NOTIFY_SECRET || second
    return { address, ...(secret && { secret }) }
  }
  if (!interactive) throw wrongUse(say('notify.add.none'), say('notify.add.none.next', { kind }))
  const address = await askHidden(say('notify.add.ask'), context)
  if (!address) throw wrongUse(say('notify.add.none'), say('notify.add.none.next', { kind }))
  const secret = kind === 'webhook' ? await askHidden(say('notify.add.ask.secret'), context) : ''
  return { address, ...(secret && { secret }) }
}

const oneOf = <T extends string>(known: readonly T[], given: string, { say }: Context): T => {
  const found = known.find(one => one.toLowerCase() === given.toLowerCase())
  if (!found) throw wrongUse(say('notify.unknown', { given }), say('notify.known', { choices: known.join(', ') }))
  return found
}
