// What a build asks. It runs a stranger's Dockerfile, and whatever it sends is a stranger's word.
import { $ZodError } from 'zod/v4/core'
import { buildCall } from '../../app/build-call.ts'
import { Refusal } from '../../core/faults.ts'
import type { Ports } from '../../core/ports.ts'
import { deploymentAt, textAt, type Watch, watched } from '../platform/watched.ts'

type Needs = Pick<Ports, 'table' | 'vault' | 'images' | 'buildReports'>

/** `program`: the text of the program that the build runs. */
export const buildCallHandler = (ports: Needs, program: () => Promise<string>, watch: Watch) => {
  const call = buildCall(ports)
  return watched(watch, async (payload: unknown, note): Promise<object> => {
    const ask = textAt(payload, 'ask')
    note({
      ask,
      deploymentId: deploymentAt(payload, 'deploymentId') ?? deploymentAt(payload, 'report', 'deploymentId'),
    })
    if (ask === 'program') return { program: await program() }
    try {
      return await call(payload)
    } catch (fault) {
      // No fault of Panda's, and no alarm.
      if (fault instanceof $ZodError) throw new Refusal('INVALID_REQUEST', 'This is nothing that a build asks')
      throw fault
    }
  })
}
