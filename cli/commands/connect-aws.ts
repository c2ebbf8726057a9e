// panda connect aws: a role that Panda may take on, with an external id; keys only for whoever says so.
import type { Command } from 'commander'
import type { AwsConnect, ExternalId } from '../../client/types.ts'
import { ask, askHidden } from '../ask.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'

type Options = CommonOptions & { region?: string; role?: string; keys?: boolean }

export const connectAws = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'aws', {
    about: 'connect.aws.about',
    examples: [
      'panda connect aws --region ap-northeast-2',
      'AWS_ACCESS_KEY_ID=AKIALOCAL AWS_SECRET_ACCESS_KEY=local panda connect aws --region local-1 --keys',
    ],
    notes: 'connect.aws.notes',
  })
    .option('--region <region>', say('connect.aws.region'))
    .option('--role <arn>', say('connect.aws.role'))
    .option('--keys', say('connect.aws.keys'))
    .action((options: Options) => cli.does(options, context => run(context, options)))
}

const run = async (context: Context, options: Options) => {
  const { env, say } = context
  if (options.role && options.keys) throw wrongUse(say('connect.aws.both'))
  const region =
    options.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || (await asked(context, 'connect.aws.ask.region'))
  if (!region) throw wrongUse(say('connect.aws.no.region'), say('connect.aws.no.region.next'))
  const body = options.keys ? await byKeys(context, region) : await byRole(context, region, options.role)
  return body ? connectWith(context, body) : exitCodes.good
}

const connectWith = async (context: Context, body: AwsConnect) => {
  const { say, client, colors } = context
  const answer = await client.connectAws(body)
  const { awsConnectionId, accountId, permissions, slow } = answer
  context.object(answer)
  context.line(
    `${colors.green('✓')} ${say('connect.aws.done', { account: accountId, region: body.region })} ${colors.dim(awsConnectionId)}`,
  )
  if (permissions.missing.length > 0 || !permissions.checked)
    context.line(`${colors.yellow('!')} ${clean(permissions.message)}`)
  if (slow) context.line(`${colors.yellow('!')} ${say('connect.aws.slow')}`)
  context.line(`  ${say('connect.next', { command: 'panda deploy OWNER/REPO --watch' })}`)
  return exitCodes.good
}

/** Undefined: it has been told what to do first. */
const byRole = async (context: Context, region: string, role: string | undefined): Promise<AwsConnect | undefined> => {
  if (role) return { region, roleArn: role }
  const external = await context.client.externalId()
  context.object(external)
  tellSteps(context, region, external)
  const roleArn = context.json ? '' : await asked(context, 'connect.aws.ask.role')
  return roleArn ? { region, roleArn } : undefined
}

const tellSteps = (
  context: Context,
  region: string,
  { externalId, templateUrl, platformAccountId, ingressBusArn }: ExternalId,
) => {
  const { say, colors } = context
  const facts = [
    ['connect.aws.template', templateUrl],
    ['connect.aws.external', externalId],
    ['connect.aws.account', platformAccountId],
    ['connect.aws.bus', ingressBusArn],
  ] as const
  context.line(colors.bold(say('connect.aws.step1', { region })))
  for (const [word, value] of facts) if (value !== null) context.line(`   ${say(word)}  ${colors.cyan(clean(value))}`)
  const command = `panda connect aws --region ${region} --role arn:aws:iam::…:role/PandaDeployRole`
  context.line('', colors.bold(say('connect.aws.step2')), `   ${command}`, '')
}

const byKeys = async (context: Context, region: string): Promise<AwsConnect> => {
  const { env, say, interactive } = context
  const accessKeyId = env.AWS_ACCESS_KEY_ID || (await asked(context, 'connect.aws.ask.key'))
  const secretAccessKey =
    env.AWS_SECRET_ACCESS_KEY || (interactive ? await askHidden(say('connect.aws.ask.secret'), context) : '')
  if (!accessKeyId || !secretAccessKey) throw wrongUse(say('connect.aws.no.keys'), say('connect.aws.no.keys.next'))
  const sessionToken = env.AWS_ACCESS_KEY_ID ? env.AWS_SESSION_TOKEN : undefined
  return { region, accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

const asked = async (
  context: Context,
  word: 'connect.aws.ask.region' | 'connect.aws.ask.role' | 'connect.aws.ask.key',
): Promise<string> => (context.interactive ? ask(context.say(word), context) : '')
