// Which environments of which repository are shown.
import type { Panda } from '../../client/api.ts'
import type { EnvironmentView } from '../../client/types.ts'

type Asked = { repository: string; environment: string }

/** Always shown, also if nothing is set for them. */
const usual = ['dev', 'prod']

export const askedFor = (query: URLSearchParams): Asked => {
  const environment = query.get('environment') ?? ''
  return {
    repository: query.get('repo') ?? '',
    // What is no name is not asked for: the page would be a refusal.
    environment: /^[a-z0-9][a-z0-9-]{0,29}$/.test(environment) ? environment : '',
  }
}

/** GitHub takes any case: `Panda/Hello` is `panda/hello`. */
export const repositoriesOf = (known: readonly { owner: string; repo: string }[], asked: string): string[] => {
  const all = new Map<string, string>()
  for (const name of [asked, ...known.map(({ owner, repo }) => `${owner}/${repo}`)])
    if (name !== '' && !all.has(name.toLowerCase())) all.set(name.toLowerCase(), name)
  return [...all.values()].sort((a, b) => a.localeCompare(b))
}

export const shownOf = async (
  panda: Panda,
  all: readonly EnvironmentView[],
  { repository, environment }: Asked,
): Promise<EnvironmentView[]> => {
  const set = all.filter(one => `${one.owner}/${one.repo}`.toLowerCase() === repository.toLowerCase())
  const [owner = '', repo = ''] = repository.split('/')
  const wanted = [...usual, environment].filter(name => name !== '' && !set.some(one => one.environment === name))
  const asUsual = await Promise.all(wanted.map(environment => panda.environment({ owner, repo, environment })))
  return [...set, ...asUsual].sort((a, b) => placeOf(a) - placeOf(b) || a.environment.localeCompare(b.environment))
}

const placeOf = ({ environment }: EnvironmentView) => usual.indexOf(environment) + 1 || 9
