// What commander refuses, in the user's language, with what was probably meant.
import { type Command, CommanderError } from 'commander'
import { type Mishap, wrongUse } from './mishap.ts'
import { examplesOf } from './program.ts'
import type { Shell } from './shell.ts'

export const isHelp = (fault: unknown) =>
  fault instanceof CommanderError && ['commander.helpDisplayed', 'commander.version'].includes(fault.code)

/** Undefined: not of commander. */
export const wrongUseOf = (
  fault: unknown,
  root: Command,
  argv: string[],
  { say }: Pick<Shell, 'say'>,
): Mishap | undefined => {
  if (!(fault instanceof CommanderError)) return undefined
  const command = commandIn(root, argv)
  const name = nameOf(command)
  const quoted = /'([^']*)'/.exec(fault.message)?.[1] ?? ''
  const help = say('wrong.help', { command: command === root ? 'panda' : `panda ${name}` })
  switch (fault.code) {
    case 'commander.unknownCommand': {
      const meant = suggested(fault) ?? synonyms[quoted]
      const known = command.commands.map(one => one.name()).join(', ')
      const guess = meant ? say('wrong.meant', { meant: `panda ${[name, meant].filter(Boolean).join(' ')}` }) : known
      return wrongUse(say('wrong.command', { given: quoted }), guess, help)
    }
    case 'commander.unknownOption': {
      if (secrets.test(quoted)) return wrongUse(say('wrong.secret', { given: quoted }), say('why.no.argument'), help)
      const meant = suggested(fault)
      const guess = meant ? [say('wrong.meant', { meant })] : []
      return wrongUse(say('wrong.option', { given: quoted }), ...guess, help)
    }
    case 'commander.missingArgument':
      return wrongUse(say('wrong.missing', { command: name, what: quoted }), ...exampleOf(command, say), help)
    case 'commander.optionMissingArgument':
      return wrongUse(say('wrong.value', { option: quoted }), help)
    case 'commander.excessArguments':
      return wrongUse(say('wrong.excess', { given: fault.message.split(': ').at(-1)!.slice(0, -1) }), help)
    case 'commander.help':
      return wrongUse(
        say('wrong.which', { command: name, choices: command.commands.map(one => one.name()).join(', ') }),
        help,
      )
    default:
      return wrongUse(fault.message.replace(/^error: /, ''), help)
  }
}

const suggested = ({ message }: CommanderError) => /\(Did you mean (?:one of )?([^?]*)\?\)/.exec(message)?.[1]

/** What the same thing is called elsewhere. */
const synonyms: Record<string, string> = {
  ...{ ls: 'list', ps: 'list', deployments: 'list', history: 'list', up: 'deploy', push: 'deploy', release: 'deploy' },
  ...{ abort: 'cancel', stop: 'cancel', kill: 'cancel', undo: 'rollback' },
  ...{ revert: 'rollback', log: 'logs', tail: 'logs', follow: 'watch', show: 'status', info: 'status', auth: 'login' },
  ...{ browse: 'open', dashboard: 'open', check: 'doctor', apps: 'services' },
}

const secrets = /^--?(token|password|secret|access-?key|secret-?access-?key|session-?token|keys?-.*)/i

/** As far as what was typed leads. */
const commandIn = (root: Command, argv: string[]): Command => {
  const words = argv.filter(word => !word.startsWith('-'))
  let command = root
  for (const word of words) {
    const next = command.commands.find(one => one.name() === word)
    if (!next) break
    command = next
  }
  return command
}

const nameOf = (command: Command): string => {
  const parent = command.parent
  return parent ? [nameOf(parent), command.name()].filter(Boolean).join(' ') : ''
}

const exampleOf = (command: Command, say: Shell['say']) => {
  const [example] = examplesOf(command)
  return example ? [say('wrong.example', { example })] : []
}
