// Of what is connected: GitHub, AWS, and what Panda may do there.
import { PandaError } from '../../client/faults.ts'
import type { AwsConnection } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { mishapOf } from '../faults.ts'
import { bad, type Check, good, note } from './check.ts'

export async function* accountChecks(context: Context): AsyncGenerator<Check> {
  const { say, client } = context
  let found: Awaited<ReturnType<typeof client.connections>>
  try {
    found = await client.connections()
  } catch (fault) {
    if (fault instanceof PandaError) return // told already, with the identity
    throw fault
  }
  const { github, aws } = found
  const repositories = [...new Set(github.map(({ owner, repo }) => `${owner}/${repo}`))]
  yield repositories.length > 0
    ? good('github', say('doctor.github', { repositories: shortened(repositories) }))
    : note('github', say('doctor.github.none'), 'panda connect github OWNER/REPO')
  if (aws.length === 0) yield note('aws', say('doctor.aws.none'), 'panda connect aws --region …')
  for (const connection of aws) yield await permissions(context, connection)
}

const shortened = (names: string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} … (${names.length})` : names.join(', ')

const permissions = async (context: Context, connection: AwsConnection): Promise<Check> => {
  const { say, client } = context
  const { awsConnectionId: id, accountId: account, region } = connection
  const where = { id, account, region }
  try {
    const { checked, missing, message } = await client.permissions(id)
    if (missing.length > 0) return bad('aws', say('doctor.aws.missing', where), message)
    return checked ? good('aws', say('doctor.aws', where)) : note('aws', say('doctor.aws.unchecked', where), message)
  } catch (fault) {
    if (fault instanceof PandaError && fault.status === 403) return note('aws', say('doctor.aws.unchecked', where))
    const { message, next } = await mishapOf(fault, context)
    return bad('aws', `${say('doctor.aws.broken', where)} ${message}`, ...next)
  }
}
