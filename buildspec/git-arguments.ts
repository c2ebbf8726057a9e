// Every argument and environment variable that git gets from us, in one place. The token is in neither the URL nor an
// argument (both are seen by `ps`, and the URL stays in .git/config, which is in the Docker context): git asks for it
// through GIT_ASKPASS, which has it from git's environment and gives it to the one host that it is for.
import { isBranch } from '../core/git-names.ts'

/** A name, or an address in IPv4 or IPv6; `URL` has made it lower case. */
const hostPattern = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/

const tokenUser = 'x-access-token'

/** Why these are not handed to git, or undefined. */
export const refusal = ({ cloneUrl, branch }: { cloneUrl: string; branch: string }): string | undefined => {
  if (!isBranch(branch)) return 'the branch has a name that is not allowed'
  const url = URL.canParse(cloneUrl) ? new URL(cloneUrl) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return 'the repository has an address that is not http or https'
  if (url.username !== '' || url.password !== '') return 'the address of the repository has credentials in it'
  // A URL is parsed without its line breaks: git would get them.
  if (!/^[\x21-\x7e]*$/.test(cloneUrl) || !hostPattern.test(url.host))
    return 'the repository has an address with characters that are not allowed'
  return undefined
}

export const cloneArguments = ({ cloneUrl, branch, into }: { cloneUrl: string; branch: string; into: string }) => [
  ...['-c', `credential.username=${tokenUser}`],
  // A connection that carries less than 1 kB/s for a minute is dead.
  ...['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=60'],
  ...['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'],
  ...['clone', '--depth', '1', '--single-branch', '--no-tags', '--template=', '--branch', branch],
  ...['--', cloneUrl, into],
]

/** A clone of one commit knows no tags: the repository is asked for those that look like a version. */
export const tagArguments = ({ cloneUrl }: { cloneUrl: string }) => [
  ...['-c', `credential.username=${tokenUser}`],
  ...['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=60'],
  ...['ls-remote', '--tags', '--', cloneUrl, 'v*'],
]

export const commitArguments = (folder: string) => ['-C', folder, 'log', '-1', '--no-color', '--format=%H%x00%ct%x00%B']

/** Nothing of the machine's git is used: no configuration, no credential helper, no `.netrc` (`home` is empty). */
export const gitEnvironment = (home: string, machine: Record<string, string | undefined> = process.env) => ({
  ...Object.fromEntries(passedOn.flatMap(name => (machine[name] === undefined ? [] : [[name, machine[name]]]))),
  HOME: home,
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ALLOW_PROTOCOL: 'http:https',
  GIT_LFS_SKIP_SMUDGE: '1',
})

export const askpassEnvironment = (script: string, token: string, cloneUrl: string) => ({
  GIT_ASKPASS: script,
  PANDA_CLONE_TOKEN: token,
  PANDA_CLONE_HOST: new URL(cloneUrl).host,
})

/** git asks `Password for 'https://x-access-token@github.com': `; anybody else than the repository's host gets nothing. */
export const askpassScript = `#!/bin/sh
case "$1" in
  *"//${tokenUser}@$PANDA_CLONE_HOST'"*) printf '%s\\n' "$PANDA_CLONE_TOKEN" ;;
  *) exit 1 ;;
esac
`

const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
const passedOn = [
  'PATH',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'CURL_CA_BUNDLE',
  ...proxies,
  ...proxies.map(name => name.toUpperCase()),
]
