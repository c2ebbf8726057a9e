// panda connect aws: a role that Panda may take on, with an external id; keys only for whoever says so.
import type { Command } from 'commander'
import type { AwsConnect, ExternalId, Samples } from '../../client/types.ts'
import { ask, askHidden, confirmed } from '../ask.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'

type Sample = Samples['aws']
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
  const { say } = context
  if (options.role && options.keys) throw wrongUse(say('connect.aws.both'))
  const sample = options.role || options.keys ? undefined : (await context.client.health()).samples?.aws
  if (sample && (await takesSample(context, sample))) return connectWith(context, sample)
  const region = await regionOf(context, options)
  const body = options.keys ? await byKeys(context, region) : await byRole(context, region, options.role)
  return body ? connectWith(context, body) : exitCodes.good
}

/** One machine has a pretended account, that Enter connects. */
const takesSample = async (context: Context, { region, accessKeyId, secretAccessKey }: Sample) => {
  const { say, interactive, json } = context
  if (interactive && !json) return confirmed(say('connect.aws.sample', { region }), true, context)
  const keys = `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`
  context.line(say('connect.aws.sample.by'), `   ${keys} panda connect aws --region ${region} --keys`, '')
  return false
}

const regionOf = async (context: Context, { region }: Options) => {
  const { env, say } = context
  const known = region || env.AWS_REGION || env.AWS_DEFAULT_REGION || (await asked(context, 'connect.aws.ask.region'))
  if (!known) throw wrongUse(say('connect.aws.no.region'), say('connect.aws.no.region.next'))
  return known
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
