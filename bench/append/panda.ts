// Decides, checks, writes on condition, folds: as each step does it.
import { record } from '../../app/record.ts'
import { stateOf } from '../../test/core/logs.ts'
import { endpoint, measure } from './measure.ts'
import { deploymentId, documentAt, passed, portsAt } from './place.ts'

const ports = portsAt(documentAt(endpoint))
const known = stateOf([])

void measure(async n => {
  const { decision } = await record(ports, deploymentId, passed(`check ${n}`), known)
  if (decision.kind !== 'append') throw new Error('Nothing was appended')
})
