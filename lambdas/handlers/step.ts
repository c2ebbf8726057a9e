// A state of the machine, entered: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
import { runStep } from '../../app/steps/run-step.ts'
import type { StepPorts } from '../../app/steps/step.ts'
import type { Settings } from '../../core/settings.ts'
import { deploymentAt, reportFault, textAt, type Watch, watched } from '../platform/watched.ts'

/** What is thrown, the machine tries again by its name (core/machine.ts). */
export const stepHandler = (ports: StepPorts, settings: Settings, watch: Watch) => {
  const step = runStep(ports, settings, (fault, about) =>
    reportFault(watch, fault, { outcome: 'step failed', ...about }),
  )
  return watched(watch, async (payload: unknown, note): Promise<void> => {
    note({ deploymentId: deploymentAt(payload, 'deploymentId'), state: textAt(payload, 'state') })
    await step(payload)
  })
}
