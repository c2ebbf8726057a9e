// The commands, on commander: what they have in common, and the language of its help.
import { type Argument, Command } from 'commander'
import { type Context, contextOf } from './context.ts'
import type { ExitCode } from './mishap.ts'
import type { Shell } from './shell.ts'
import type { PlainWord } from './words.ts'

export type CommonOptions = { json?: boolean }

export type Cli = {
  shell: Shell
  /** Runs what a command does, and keeps the exit code that it answers. `as it is`: settings that are damaged are none. */
  does(options: CommonOptions, run: (context: Context) => Promise<ExitCode>, settings?: 'as it is'): Promise<void>
  exitCode: ExitCode
}

export type Facts = {
  about: PlainWord
  /** As they are typed. A test runs each of them. */
  examples: string[]
  /** Only holds others. */
  group?: true
  /** More than a line, below the examples. */
  notes?: PlainWord
}

export const cliOf = (shell: Shell): Cli => {
  const cli: Cli = {
    shell,
    exitCode: 0,
    async does(options, run, settings) {
      cli.exitCode = await run(await contextOf(shell, options, settings))
    },
  }
  return cli
}

/** One command: its help in the user's language, examples, `--json`. */
export const defined = (parent: Command, { shell: { say } }: Cli, usage: string, facts: Facts): Command => {
  const command = parent
    .command(usage)
    .description(say(facts.about))
    .helpOption('-h, --help', say('option.help'))
    .addHelpText('after', () => {
      const notes = facts.notes ? ['', say(facts.notes)] : []
      return ['', say('help.examples'), ...facts.examples.map(example => `  ${example}`), ...notes].join('\n')
    })
  // A group would take it from its commands.
  if (!facts.group) command.option('--json', say('option.json'))
  examples.set(command, facts.examples)
  return command
}

/** Nothing is written and nothing exits but by whoever called: words of commander are translated in wrong-use.ts. */
export const rootOf = ({ shell: { say, stdout, colors } }: Cli, version: string): Command => {
  const titles: Record<string, PlainWord> = {
    'Usage:': 'help.usage',
    'Commands:': 'help.commands',
    'Options:': 'help.options',
    'Arguments:': 'help.arguments',
  }
  const root = new Command('panda')
    .description(say('about'))
    .usage(say('help.use'))
    .version(version, '-V, --version', say('option.version'))
    .exitOverride()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => stdout.columns ?? 100,
      getOutHasColors: () => colors.isColorSupported,
    })
    .configureHelp({
      styleTitle: title => colors.bold(titles[title] ? say(titles[title]) : title),
      subcommandTerm: command => [command.name(), ...command.registeredArguments.map(termOf)].join(' '),
    })
    .helpOption('-h, --help', say('option.help'))
    .helpCommand(false)
    .addHelpText('after', () => ['', say('help.start'), '', say('help.environment')].join('\n'))
  return root
}

const termOf = (argument: Argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`)

const examples = new WeakMap<Command, string[]>()

export const examplesOf = (command: Command): string[] => examples.get(command) ?? []
