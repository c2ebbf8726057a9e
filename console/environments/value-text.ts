// A setting as a person reads it.
import type { Connections } from '../../client/types.ts'
import type { Words } from '../words.ts'
import type { Name } from './draft.ts'

export const valueText = (
  name: Name,
  value: unknown,
  { environments: words, deploy }: Words,
  connections: Connections,
): string => {
  const count = Number(value)
  switch (name) {
    case 'branches':
      return (value as string[]).map(one => (one === '*' ? words.anyBranch : one)).join(', ')
    case 'githubConnectionId':
    case 'awsConnectionId':
      return value === null ? words.noConnection : connectionText(String(value), connections)
    case 'strategy':
      return word(words.strategies, value)
    case 'autoSwitch':
      return word(words.autoSwitches, value)
    case 'concurrency':
      return word(deploy.concurrencies, value)
    case 'reviewers':
      return count === 0 ? words.noReviewers : words.reviewers(count)
    case 'waitMinutes':
      return count === 0 ? words.noWait : words.minutes(count)
    case 'expiresHours':
      return words.hours(count)
    case 'port':
      return value === null ? words.anyPort : String(value)
    default:
      return String(value)
  }
}

/** Of a setting that this page has no field for. */
export const otherName = (name: string, { otherNames }: Words['environments']) => word(otherNames, name)

/** One that was deleted, or is not one's own, is told by its id. */
const connectionText = (id: string, { github, aws }: Connections) => {
  const repository = github.find(one => one.githubConnectionId === id)
  const account = aws.find(one => one.awsConnectionId === id)
  if (repository) return `${repository.owner}/${repository.repo} (${repository.branch})`
  return account ? `${account.accountId}, ${account.region}` : id
}

/** A newer server may know another. */
const word = (words: Record<string, string>, value: unknown) =>
  Object.hasOwn(words, String(value)) ? words[String(value)]! : String(value)
