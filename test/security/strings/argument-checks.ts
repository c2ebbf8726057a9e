// Where a string becomes an argument, an address, a path, a line of a log or of a terminal: one inert piece, or refused.
import { validateHeaderValue } from 'node:http'
import { posix } from 'node:path'
import { github } from '../../../aws/github.ts'
import * as engine from '../../../buildspec/engine-arguments.ts'
import { isLoopback } from '../../../buildspec/engine-lines.ts'
import { askpassEnvironment, cloneArguments, commitArguments, refusal } from '../../../buildspec/git-arguments.ts'
import { repositoryIn } from '../../../cli/repository.ts'
import { clean } from '../../../cli/screen/clean.ts'
import { panda } from '../../../client/api.ts'
import { localeOf } from '../../../core/messages.ts'
import { inside, linkTarget } from '../../../local/images/tree.ts'
import { printable } from '../../../local/printable.ts'
import { swaggerPage } from '../../../local/swagger.ts'
import type { Check } from './schema-checks.ts'

const inOnePiece = (args: readonly string[], value: string) => args.filter(one => one === value).length === 1

/** Past `refusal`, as a clone goes: the branch follows its option and is none itself, the address follows `--`. */
const gitBranch: Check = value => {
  if (refusal({ cloneUrl: 'https://github.com/panda/hello.git', branch: value })) return undefined
  const args = cloneArguments({ cloneUrl: 'https://github.com/panda/hello.git', branch: value, into: '/w/source' })
  const at = args.indexOf('--branch')
  return args[at + 1] === value &&
    at < args.indexOf('--') &&
    !value.startsWith('-') &&
    /^[A-Za-z0-9._+#@/-]+$/.test(value)
    ? undefined
    : `git gets the branch ${args[at + 1]}`
}

const gitAddress: Check = value => {
  if (refusal({ cloneUrl: value, branch: 'main' })) return undefined
  const args = cloneArguments({ cloneUrl: value, branch: 'main', into: '/w/source' })
  const { protocol, username, password } = new URL(value)
  if (args.at(-2) !== value || args.at(-3) !== '--' || !inOnePiece(args, value)) return 'git gets another address'
  if (!['http:', 'https:'].includes(protocol) || username || password) return `git gets ${protocol}`
  if (/[\s\p{Cc}]/u.test(value)) return 'git gets line breaks'
  const { PANDA_CLONE_HOST: host } = askpassEnvironment('/w/askpass', 't', value)
  return /['"\s*?[\]\\]/.test(host.replace(/^\[[0-9a-f:]+\]/, '')) ? `the token is for ${host}` : undefined
}

const commit: Check = value => {
  const args = commitArguments(`/w/${value}`)
  return args[0] === '-C' && args[1] === `/w/${value}` && args.length === 6 ? undefined : 'git log has other arguments'
}

/** What the repository names: a folder and a file in it. */
const engines: Check = value => {
  const of = {
    contextDir: `/w/source/${value}`,
    dockerfile: `/w/source/${value}/Dockerfile`,
    imageName: 'panda-hello-1',
  }
  const at = { registry: 'r.example', repository: 'panda-hello' }
  for (const args of [engine.dockerBuild(of), engine.dockerBuild(of, { builder: 'b', at }), engine.podmanBuild(of)]) {
    const [context, ...options] = args.slice(args.indexOf('build') + 1).reverse()
    if (context !== of.contextDir) return 'the context is another'
    if (!options.includes(`--file=${of.dockerfile}`)) return 'the Dockerfile is another'
    if (options.some(one => !/^--[a-z-]+(=|$)/.test(one))) return 'something is no option'
  }
  return undefined
}

/** The only registry of which a file is written without quoting. */
const registry: Check = value =>
  isLoopback(value) && !/^[A-Za-z0-9.:[\]]+$/.test(value) ? 'a registry in a file of settings' : undefined

const adapter = github({ apiUrl: 'https://api.github.com', cloneBase: 'https://github.com' })
const cloneUrls: Check = value => {
  const well = value.toWellFormed()
  for (const ref of [
    { owner: well, repo: 'hello' },
    { owner: 'panda', repo: well },
  ]) {
    const url = new URL(adapter.cloneUrl({ ...ref }))
    if (url.host !== 'github.com' || url.search || url.hash || url.username)
      return `a clone goes to ${url.href.slice(0, 80)}`
    if (url.pathname.split('/').length > 3) return `a clone goes to ${url.pathname.slice(0, 80)}`
  }
  return undefined
}

/** The path of a call is made of what its user gave: never another host, never another call. */
const clientPaths = (): Check => {
  let asked = ''
  const fake: typeof fetch = async input => {
    asked = String(input)
    return new Response('{}')
  }
  const client = panda({ baseUrl: 'http://panda.example', fetch: fake })
  return value => {
    asked = ''
    // An id that cannot be a part of an address throws before anything is sent.
    const sent = client.deployment(value.toWellFormed())
    sent.catch(() => undefined)
    if (asked === '') return undefined
    const url = new URL(asked)
    return url.host === 'panda.example' && url.pathname.startsWith('/api/v1/') ? undefined : `the client asks ${asked}`
  }
}

const paths: Check = value => {
  for (const path of [inside(value), linkTarget('a/b/c', value)])
    if (path !== undefined && (posix.isAbsolute(path) || path.split('/').includes('..')))
      return `a path leads to ${path}`
  if (
    swaggerPage(`/swagger-ui/${value}`) &&
    !/^(swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png|start\.js)$/.test(value)
  )
    return 'a file of another folder is a page'
  return undefined
}

/** Controls of both kinds, and what turns the direction of a line. */
const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u
const terminal: Check = value => (steering.test(clean(value)) ? 'the terminal is steered' : undefined)
const log: Check = value =>
  /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(printable(value)) ? 'a line of the log is not one' : undefined

const typed: Check = value => {
  const found = repositoryIn(value)
  if (!found) return undefined
  return /^[A-Za-z0-9-]+$/.test(found.owner) && /^[A-Za-z0-9._-]+$/.test(found.repo)
    ? undefined
    : `the CLI takes ${found.owner}/${found.repo}`
}

const header: Check = value => {
  const locale = localeOf(value, 'en')
  validateHeaderValue('content-language', locale)
  return locale === 'en' || locale === 'ko' ? undefined : `a language ${locale}`
}

export const argumentChecks = (): Check[] => [
  ...[gitBranch, gitAddress, commit, engines, registry, cloneUrls, clientPaths(), paths, terminal, log, typed, header],
]
