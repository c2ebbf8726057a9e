// panda connect github OWNER/REPO: the token from the environment, a pipe or a hidden question; never from an argument,
// which every program of the machine can read and the shell's history keeps.
import type { Command } from 'commander'
import { askHidden, piped } from '../ask.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'

export const connectGithub = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'github', {
    about: 'connect.github.about',
    examples: ['panda connect github panda/hello', 'panda connect github panda/hello@main < token.txt'],
    notes: 'connect.github.notes',
  })
    .argument('<OWNER/REPO[@BRANCH]>', say('argument.repository'))
    .action((repository: string, options: CommonOptions) => cli.does(options, context => run(context, repository)))
}

const run = async (context: Context, given: string) => {
  const { say, client, colors } = context
  const { owner, repo, branch = 'main' } = repositoryOf(given, say)
  const token = await tokenOf(context)
  const answer = await client.connectGithub({ owner, repo, branch, token })
  context.object(answer)
  context.line(
    `${colors.green('✓')} ${say('connect.github.done', { place: `${owner}/${repo}@${branch}` })} ${colors.dim(answer.githubConnectionId)}`,
    `  ${say('connect.next', { command: `panda deploy ${owner}/${repo} --watch` })}`,
  )
  return exitCodes.good
}

const tokenOf = async (context: Context) => {
  const { env, say, interactive } = context
  const given = env.GITHUB_TOKEN || (await piped(context))
  if (given) return given
  // One machine has a stand-in for GitHub, and says what opens it.
  const sample = (await context.client.health()).samples?.github?.token
  const question = sample ? say('connect.github.ask.sample', { sample }) : say('connect.github.ask')
  const typed = interactive ? (await askHidden(question, context)) || sample : undefined
  if (typed) return typed
  const next = sample ? say('connect.github.none.sample', { sample }) : say('connect.github.none.next')
  throw wrongUse(say('connect.github.none'), next)
}
