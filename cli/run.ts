// `panda …`: parses, runs, and ends with a sentence and an exit code whatever happens.
import { commands } from './commands.ts'
import { mishapOf } from './faults.ts'
import { type ExitCode, exitCodes, type Mishap } from './mishap.ts'
import { cliOf, rootOf } from './program.ts'
import { printed } from './screen/clean.ts'
import type { Shell } from './shell.ts'
import { isHelp, wrongUseOf } from './wrong-use.ts'

export const run = async (argv: string[], shell: Shell, version: string): Promise<ExitCode> => {
  const cli = cliOf(shell)
  const root = rootOf(cli, version)
  for (const register of commands) register(root, cli)
  if (argv.length === 0) {
    root.outputHelp()
    return exitCodes.good
  }
  try {
    await root.parseAsync(argv, { from: 'user' })
    return cli.exitCode
  } catch (fault) {
    if (isHelp(fault)) return exitCodes.good
    const mishap = wrongUseOf(fault, root, argv, shell) ?? (await mishapOf(fault, shell))
    tell(mishap, shell, argv.includes('--json'))
    return mishap.exitCode
  }
}

/** Also with --json on stderr: what is on stdout is what was asked for. */
const tell = ({ message, next, errorCode, exitCode }: Mishap, shell: Shell, json: boolean) => {
  const { colors, stderr } = shell
  if (json) return void stderr.write(`${JSON.stringify({ error: { message, errorCode, next, exitCode } })}\n`)
  const [first, ...more] = message.split('\n')
  stderr.write(`${colors.red('✗')} ${printed(first ?? '')}\n`)
  for (const line of [...more, ...next]) stderr.write(`  ${printed(line)}\n`)
}
