// What a person needs at night: why tasks do not run, in plain words, and the program's own last lines.
import { CloudFault } from '../../core/faults.ts'
import { passes, type Run } from './step.ts'

const lineCount = 20

type LastWords = { lines: string[]; troubles: string[] }

export const lastWords = async (run: Run): Promise<LastWords> => {
  const { releases } = run.ports
  const at = await run.at()
  const since = run.state.stageStartedAt[3] ?? run.state.createdAt
  return {
    lines: await told(releases.lastLines(at, run.names, lineCount)),
    troubles: await told(releases.troubles(at, run.names, since)),
  }
}

/** For the end of a message: the most telling of them. */
export const because = ({ troubles }: LastWords) => (troubles.length > 0 ? `. ${troubles.slice(0, 2).join('; ')}` : '')

/** Who may not look must still hear what failed. */
const told = async (words: Promise<string[]>): Promise<string[]> => {
  try {
    return await words
  } catch (fault) {
    if (!(fault instanceof CloudFault) || passes(fault)) throw fault
    return [`${fault.operation}: ${fault.message}`]
  }
}
