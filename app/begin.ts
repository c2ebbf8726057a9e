// What begins without a person, and what it hangs on: which event is whose.
import * as z from 'zod/mini'
import type { Ports } from '../core/ports.ts'
import { changedEvent, dueEvent, imageEvent } from '../core/rules.ts'
import type { Begun } from './calls/start-by-itself.ts'
import { onDue } from './due.ts'
import { type ImageContext, onPushedImage } from './pushed-image.ts'
import { onScheduleChanged } from './schedule-kept.ts'

export type BeginContext = ImageContext & { ports: Pick<Ports, 'schedules'> }

const kindSchema = z.object({ 'detail-type': z.enum([changedEvent.type, dueEvent.type, imageEvent]) })

export const begin = (context: BeginContext) => {
  const [due, changed, pushed] = [onDue(context), onScheduleChanged(context.ports), onPushedImage(context)]
  return async (event: unknown): Promise<Begun[]> => {
    const kind = kindSchema.parse(event)['detail-type']
    if (kind === dueEvent.type) return due(event)
    if (kind === imageEvent) return pushed(event)
    await changed(event)
    return []
  }
}
