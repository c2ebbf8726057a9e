// What begins a deployment without a person.
import { type BeginContext, begin } from '../../app/begin.ts'
import type { Settings } from '../../core/settings.ts'
import { reportFault, textAt, type Watch, watched } from '../platform/watched.ts'

export const beginHandler = (ports: BeginContext['ports'], settings: Settings, watch: Watch) => {
  const log = (reference: string, fault: unknown) => reportFault(watch, fault, { reference })
  const begins = begin({ ports, settings, log, locale: settings.PANDA_LOCALE })
  return watched(watch, async (event: unknown, note): Promise<void> => {
    note({ tenant: textAt(event, 'detail', 'tenant'), eventId: textAt(event, 'id') })
    const begun = await begins(event)
    for (const one of begun) note('deploymentId' in one ? { deploymentId: one.deploymentId } : { begun: one.errorCode })
  })
}
