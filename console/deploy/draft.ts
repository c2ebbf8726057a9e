// What the form begins with: what the address asks for, else the newest connections.
import type { AwsConnection, GithubConnection } from '../../client/types.ts'
import type { Draft } from './request.ts'

export type Choices = { github: readonly GithubConnection[]; aws: readonly AwsConnection[] }

/** `?repo=owner/name&branch=…&environment=…`, or `?github=gh_…`. */
export const draftOf = ({ github, aws }: Choices, query: URLSearchParams): Draft => {
  const wanted = query.get('repo')?.toLowerCase()
  const byNewest = newestFirst(github)
  const connection =
    byNewest.find(one => one.githubConnectionId === query.get('github')) ??
    byNewest.find(({ owner, repo }) => `${owner}/${repo}`.toLowerCase() === wanted) ??
    byNewest[0]
  const asked =
    wanted === undefined || (connection && `${connection.owner}/${connection.repo}`.toLowerCase() === wanted)
  const environment = query.get('environment') ?? ''
  return {
    githubConnectionId: connection?.githubConnectionId ?? '',
    awsConnectionId: newestFirst(aws)[0]?.awsConnectionId ?? '',
    branch: (asked ? query.get('branch') : null) ?? connection?.branch ?? '',
    environment: environment === 'default' ? '' : environment,
    autoSwitch: false,
    concurrency: 'supersede',
    healthPath: '',
    port: '',
  }
}

export const newestFirst = <C extends { createdAt: string }>(connections: readonly C[]): C[] =>
  [...connections].sort((a, b) => b.createdAt.localeCompare(a.createdAt))

/** Told apart by their branch and time where a repository was connected more than once. */
export const repositoryName = (
  one: GithubConnection,
  all: readonly GithubConnection[],
  date: (timestamp: string) => string,
) => {
  const name = `${one.owner}/${one.repo}`
  const same = all.filter(({ owner, repo }) => `${owner}/${repo}` === name)
  return same.length < 2 ? name : `${name} (${one.branch}, ${date(one.createdAt)})`
}
