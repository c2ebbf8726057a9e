// Which connections a deployment goes by: found if only one fits, else the choices are named.
import type { AwsConnection, Connections, GithubConnection } from '../client/types.ts'
import type { Context } from './context.ts'
import { wrongUse } from './mishap.ts'
import { isSame, type Repository } from './repository.ts'
import { ago } from './screen/figures.ts'

type Chosen = { github?: string; aws?: string }
type From = Pick<Context, 'say' | 'locale'>

export const connectionsFor = (wanted: Repository, all: Connections, chosen: Chosen, from: From) => {
  const github = githubFor(wanted, all.github, chosen.github, from)
  const aws = awsFor(all.aws, chosen.aws, from)
  return { ...github, awsConnectionId: aws }
}

const githubFor = (wanted: Repository, all: GithubConnection[], chosen: string | undefined, { say, locale }: From) => {
  const place = `${wanted.owner}/${wanted.repo}`
  const known = all.find(one => one.githubConnectionId === chosen)
  if (chosen !== undefined) return { githubConnectionId: chosen, branch: wanted.branch ?? known?.branch ?? 'main' }
  const [first, ...others] = fitting(wanted, all)
  if (!first) throw wrongUse(say('github.none', { place }), `  panda connect github ${place}`)
  if (others.length > 0) {
    const choices = [first, ...others].map(
      one => `  --github ${one.githubConnectionId}  ${one.branch}, ${ago(one.createdAt, Date.now(), locale)}`,
    )
    throw wrongUse(say('github.several', { place }), ...choices)
  }
  return { githubConnectionId: first.githubConnectionId, branch: wanted.branch ?? first.branch }
}

/** A connection may deploy every branch of its repository, but the one of the same branch is meant first. */
const fitting = (wanted: Repository, all: GithubConnection[]) => {
  const ofRepository = all.filter(one => isSame(one, wanted))
  const ofBranch = ofRepository.filter(one => one.branch === wanted.branch)
  return ofBranch.length > 0 ? ofBranch : ofRepository
}

const awsFor = (all: AwsConnection[], chosen: string | undefined, { say, locale }: From) => {
  if (chosen !== undefined) return chosen
  const [first, ...others] = all
  if (!first) throw wrongUse(say('aws.none'), '  panda connect aws')
  if (others.length === 0) return first.awsConnectionId
  const choices = all.map(
    one => `  --aws ${one.awsConnectionId}  ${one.accountId} ${one.region}, ${ago(one.createdAt, Date.now(), locale)}`,
  )
  throw wrongUse(say('aws.several'), ...choices)
}
