// What begins without a person, and what it hangs on: which event is whose.
import * as z from 'zod'
import type { Ports } from '../core/ports.ts'
import { changedEvent, dueEvent } from '../core/rules.ts'
import type { StartContext } from './caller.ts'
import type { Begun } from './calls/start-by-itself.ts'
import { onDue } from './due.ts'
import { onScheduleChanged } from './schedule-kept.ts'

export type BeginContext = Omit<StartContext, 'caller'> & { ports: StartContext['ports'] & Pick<Ports, 'schedules'> }

const kindSchema = z.object({ 'detail-type': z.enum([changedEvent.type, dueEvent.type]) })

export const begin = (context: BeginContext) => {
  const [due, changed] = [onDue(context), onScheduleChanged(context.ports)]
  return async (event: unknown): Promise<Begun[]> => {
    if (kindSchema.parse(event)['detail-type'] === dueEvent.type) return due(event)
    await changed(event)
    return []
  }
}
