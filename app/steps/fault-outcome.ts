// What a fault that does not pass by itself means for a deployment.
import { CloudFault, NameTaken, Refusal } from '../../core/faults.ts'
import { pipelineState, type StateName } from '../../core/pipeline.ts'
import { failed, type Outcome, type Run } from './step.ts'

export type Report = (fault: unknown, about: { deploymentId: string; state: StateName; reference?: string }) => void

export const faultOutcome = (fault: unknown, run: Run, name: StateName, report: Report): Outcome => {
  if (fault instanceof NameTaken) return failed('NAME_TAKEN', fault.message)
  if (fault instanceof Refusal) return failed(fault.errorCode, fault.message)
  if (fault instanceof CloudFault) {
    if (fault.kind === 'expired') return failed('CREDENTIALS_EXPIRED', expiredWords(run, fault))
    return failed(pipelineState(name).errorCode, `${fault.operation}: ${fault.message}`)
  }
  const reference = run.ports.random.hex(4)
  report(fault, { deploymentId: run.state.id, state: name, reference })
  return failed('UNEXPECTED_ERROR', `Unexpected error in ${name}, reference ${reference}`)
}

const expiredWords = (run: Run, fault: CloudFault) =>
  `The credentials of AWS connection ${run.state.request.awsConnectionId} stopped working, seen at ${run.ports.clock.now()}: ${fault.message}`
