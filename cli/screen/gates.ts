// What the gates of a deployment have said, in lines: for reviewers, and for whoever asks why it was stopped.
import type { DeploymentState, Gates, ImageFinding } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { clean } from './clean.ts'

type Screen = Pick<Context, 'say' | 'colors'>

/** None where nothing was asked, or nothing is known yet; an older server does not say. */
export const gateLines = ({ gates }: Pick<DeploymentState, 'gates'>, screen: Screen): string[] => [
  ...(gates?.scan ? scanLines(gates.scan, screen) : []),
  ...(gates?.checks ? [checksLine(gates.checks, screen)] : []),
]

const scanLines = (scan: NonNullable<Gates['scan']>, { say, colors }: Screen) => {
  if (scan.notScanned !== null)
    return [(scan.blocks ? colors.red : colors.yellow)(say('gates.notScanned', { why: clean(scan.notScanned) }))]
  const { critical, high, medium, low } = scan.counts
  const sum = say('gates.scan', { critical, high, medium, low, blocking: scan.blocking, waived: scan.waived })
  const lines = scan.findings.map(one => `  ${findingLine(one, say)}`)
  return [scan.blocks ? colors.red(sum) : sum, ...lines.map(line => colors.dim(line))]
}

const findingLine = ({ id, severity, waiver, ...of }: ImageFinding, say: Context['say']) => {
  const versions = of.fixedVersion ? `${of.version ?? ''} → ${of.fixedVersion}` : (of.version ?? '')
  const until = waiver && say('gates.waived', { by: clean(waiver.by ?? '–'), until: clean(waiver.until) })
  const facts = [severity, id, of.package ?? '', versions].map(clean)
  return [...facts, until ?? ''].filter(text => text !== '').join('  ')
}

const checksLine = (checks: NonNullable<Gates['checks']>, { say, colors }: Screen) => {
  const said = checks.map(({ name, state }) => {
    const text = `${clean(name)} ${say(`gates.check.${state}`)}`
    return state === 'passed' ? text : colors.red(text)
  })
  return `${say('gates.checks')} ${said.join(', ')}`
}
