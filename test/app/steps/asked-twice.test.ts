// Panda died when a place was taken and nothing else was written; the client asked again with the same Idempotency-Key.
import { expect, test } from 'vitest'
import * as admission from '../../../app/store/admission.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'

test('a deployment that took its place twice gives both back (found by npm run crash)', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', { autoSwitch: true })
  const { tenant } = (await panda.state(id)).request
  const first = admission.memberOf('2026-11-20T09:59:59.000Z', id)
  await admission.accept(panda.ports, tenant, first, 60)
  await panda.end(id)
  expect((await admission.read(panda.ports, admission.slotsKey(tenant))).accepted).toEqual([])
  await expectPeace(panda)
})
