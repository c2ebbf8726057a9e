// Chapter 1: connections and tokens, and all that can be wrong with them.
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AwsError } from '../../region/aws-error.ts'
import type { CommandAt } from '../../region/faults.ts'
import type { Chapter, Story } from './story.ts'

const github = { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' }
const keys = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }

export const connecting: Chapter = async story => {
  const { things } = story
  const gh = await story.told('connectGithub', 'connected', { summary: 'Connected', body: github })
  things.gh = String(gh.githubConnectionId)
  await githubRefusals(story)
  const aws = await story.told('connectAws', 'byKeys', { summary: 'By keys', body: keys })
  things.aws = String(aws.awsConnectionId)
  await roles(story)
  await awsRefusals(story)
  const id = { id: things.aws }
  await story.told('testPermissions', 'allowed', { summary: 'Everything is allowed', params: id })
  await story.told('listGithubConnections', 'one', { summary: 'One connection' })
  await story.told('listAwsConnections', 'two', { summary: 'One by keys, one by a role' })
  await branchesOf(story)
}

const githubRefusals = async ({ ask, github: its }: Story) => {
  const refused = (name: string, summary: string, body: object) =>
    ask('connectGithub', name, { summary, body: { ...github, ...body } })
  await refused('badToken', 'GitHub does not take the token', { token: 'ghp_expired' })
  await refused('unknownRepository', 'Not there, or hidden from the token', { repo: 'nowhere' })
  await refused('unknownBranch', 'No such branch', { branch: 'mian' })
  its.weather = 'silent'
  await refused('githubSilent', 'GitHub does not answer', {})
  its.weather = 'fair'
}

const roles = async (story: Story) => {
  const { externalId } = await story.told('externalId', 'yours', { summary: 'Always the same for you' })
  const protectedBy = String(externalId)
  const body = { region: 'local-1', roleArn }
  await role(story, {})
  await story.ask('connectAws', 'unprotected', { summary: 'Anybody could take the role on', body })
  await role(story, { protectedBy })
  const { awsConnectionId } = await story.told('connectAws', 'byRole', { summary: 'By a role', body })
  story.things.byRole = String(awsConnectionId)
  const params = { id: story.things.byRole }
  await role(story, { protectedBy, lacks: ['ecr:CreateRepository', 'iam:PassRole'] })
  await story.told('testPermissions', 'lacking', { summary: 'Two are missing', params })
  await role(story, {})
  await story.ask('testPermissions', 'unprotected', { summary: 'The trust policy was changed since', params })
}

const [RoleName, PolicyName] = ['panda-access', 'panda']
const roleArn = `arn:aws:iam::000000000000:role/${RoleName}`

/** Instead of the one that is there. */
const role = async ({ place }: Story, { protectedBy, lacks = [] }: { protectedBy?: string; lacks?: string[] }) => {
  const iam = place.region.client<IAMClient>('iam', async () => keys)
  const there = await iam.send(new GetRoleCommand({ RoleName })).catch(() => undefined)
  if (there) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
    await iam.send(new DeleteRoleCommand({ RoleName }))
  }
  const condition = protectedBy && { Condition: { StringEquals: { 'sts:ExternalId': protectedBy } } }
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '999999999999' }, ...condition }
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy([trust]) }))
  const denied = lacks.length > 0 ? [{ Effect: 'Deny', Action: lacks, Resource: '*' }] : []
  const PolicyDocument = policy([{ Effect: 'Allow', Action: '*', Resource: '*' }, ...denied])
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
}

const policy = (Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

const awsRefusals = async (story: Story) => {
  const wrong = { ...keys, secretAccessKey: 'not-the-secret' }
  await story.ask('connectAws', 'wrongSecret', { summary: 'AWS does not take the keys', body: wrong })
  const both = { ...keys, roleArn, secretAccessKey: undefined, region: 'Seoul' }
  await story.ask('connectAws', 'everyFault', { summary: 'Every fault at once, each with its field', body: both })
  const params = { id: story.things.aws }
  await withTrouble(story, { name: 'GetCallerIdentity', fault: silent }, async () => {
    await story.ask('connectAws', 'awsSilent', { summary: 'AWS does not answer', body: keys })
    await story.ask('testPermissions', 'awsSilent', { summary: 'AWS does not answer', params })
  })
  await withTrouble(story, { name: 'GetCallerIdentity', fault: revoked }, () =>
    story.ask('testPermissions', 'keysGone', { summary: 'The keys were deleted since', params }),
  )
}

const silent = () => Object.assign(new Error('getaddrinfo ENOTFOUND sts.amazonaws.com'), { code: 'ENOTFOUND' })
const revoked = () =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)

const withTrouble = async (
  { place: { weather } }: Story,
  trouble: { name: string; fault: () => Error },
  run: () => Promise<unknown>,
) => {
  const before = weather.before
  weather.before = async (at: CommandAt) => {
    if (at.command === trouble.name) throw trouble.fault()
  }
  await run()
  weather.before = before
}

const branchesOf = async ({ told, ask, github: its, things }: Story) => {
  const params = { id: things.gh }
  await told('readBranches', 'two', { summary: 'As GitHub has them now', params })
  its.weather = 'silent'
  await ask('readBranches', 'githubSilent', { summary: 'GitHub does not answer', params })
  its.weather = 'refuses'
  await ask('readBranches', 'tokenGone', { summary: 'The token was revoked since', params })
  its.weather = 'empty'
  await ask('readBranches', 'repositoryGone', { summary: 'Deleted since, or hidden from the token', params })
  its.weather = 'fair'
}
