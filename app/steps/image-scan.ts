// The gate of the scan: what the registry's scanner has found in the image, against what the environment lets through.
import { CloudFault } from '../../core/faults.ts'
import { asksForScan, gateSeconds } from '../../core/gates.ts'
import type { ScanLook } from '../../core/ports.ts'
import { notScannedReport, reportOf, type ScanReport, type ScanRule, scanMessage } from '../../core/scan.ts'
import type { GateRule } from '../../core/state.ts'
import { done, failed, type Outcome, type Run, waiting } from './step.ts'

/** A scan on push begins with the push: one that nothing is known of by then was never begun. */
const absentSeconds = 120

export const scanOutcome = async (run: Run, rule: GateRule): Promise<Outcome> => {
  if (!asksForScan(rule)) return done
  const known = run.state.gates?.scan
  if (known) return judged(known, rule.scan)
  const report = await look(run, rule)
  if (!report) return waiting
  if (report.notScanned === null) {
    const { counts, blocking, waived } = report
    await run.note('IMAGE_SCANNED', { ...counts, blocking, waived, scan: report })
  } else await run.note('IMAGE_NOT_SCANNED', { why: report.notScanned, blocks: report.blocks, scan: report })
  return judged(run.state.gates?.scan ?? report, rule.scan)
}

/** Undefined: not yet. */
const look = async (run: Run, rule: GateRule): Promise<ScanReport | undefined> => {
  const { imageDigest, gates } = run.state
  const notScanned = (why: string) =>
    notScannedReport(why, (rule.scan.notScanned ?? run.settings.PANDA_NOT_SCANNED) === 'block')
  if (!imageDigest) return notScanned('its image is not known')
  const found = await find(run, imageDigest)
  const waited = run.secondsSince(gates!.startedAt)
  if (found.state === 'scanned') return reportOf(found, rule.scan, run.ports.clock.now())
  if (found.state === 'unscanned') return notScanned(found.reason)
  if (found.state === 'absent' && waited >= absentSeconds)
    return notScanned('the registry has not begun to: scan on push is off')
  return waited >= gateSeconds(rule) ? notScanned(`it has not ended within ${rule.waitMinutes} minutes`) : undefined
}

/** A role from before there were gates may not: that is told, and the environment says what becomes of it. */
const find = async (run: Run, digest: string): Promise<ScanLook> => {
  try {
    return await run.ports.images.findings(await run.at(), run.names.repository, digest)
  } catch (fault) {
    if (!(fault instanceof CloudFault) || fault.kind !== 'denied') throw fault
    return { state: 'unscanned', reason: `AWS does not allow ${fault.operation}: ${fault.message}` }
  }
}

const judged = (report: ScanReport, rule: ScanRule): Outcome =>
  report.blocks ? failed('IMAGE_SCAN_BLOCKED', scanMessage(report, rule)) : done
