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

/** A later connection of the same repository is there because something was wrong with the earlier one. */
const githubFor = (wanted: Repository, all: GithubConnection[], chosen: string | undefined, { say }: From) => {
  const place = `${wanted.owner}/${wanted.repo}`
  const ofRepository = newestFirst(all.filter(one => isSame(one, wanted)))
  const known = all.find(one => one.githubConnectionId === chosen)
  // Each may deploy every branch of its repository, but the one of the same branch is meant first.
  const found = known ?? ofRepository.find(one => one.branch === wanted.branch) ?? ofRepository[0]
  if (chosen === undefined && !found) throw wrongUse(say('github.none', { place }), `  panda connect github ${place}`)
  const branch = wanted.branch ?? found?.branch ?? 'main'
  if (wanted.branch === undefined && chosen === undefined) {
    const branches = [...new Set(ofRepository.map(one => one.branch))]
    const choices = branches.map(one => `  panda deploy ${place}@${one}`)
    if (branches.length > 1) throw wrongUse(say('github.several', { place }), ...choices)
  }
  return { githubConnectionId: chosen ?? found!.githubConnectionId, branch }
}

/** Of one account and region the newest, likewise; which account is nobody's to guess. */
const awsFor = (all: AwsConnection[], chosen: string | undefined, { say, locale }: From) => {
  if (chosen !== undefined) return chosen
  const places = new Map<string, AwsConnection>()
  for (const one of newestFirst(all)) {
    const place = `${one.accountId} ${one.region}`
    if (!places.has(place)) places.set(place, one)
  }
  const [first, ...others] = places.values()
  if (!first) throw wrongUse(say('aws.none'), '  panda connect aws')
  if (others.length === 0) return first.awsConnectionId
  const choices = [...places].map(
    ([place, one]) => `  --aws ${one.awsConnectionId}  ${place}, ${ago(one.createdAt, Date.now(), locale)}`,
  )
  throw wrongUse(say('aws.several'), ...choices)
}

const newestFirst = <One extends { createdAt: string }>(all: One[]) =>
  [...all].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
