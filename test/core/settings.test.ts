import { expect, test } from 'vitest'
import { localSettings, readSettings } from '../../core/settings.ts'

test('without any, those of the spec', () => {
  expect(readSettings({})).toEqual({
    ...{ PANDA_LOCALE: 'en', PANDA_RUNNING: 10, PANDA_WAITING: 50, PANDA_QUEUE_MINUTES: 120 },
    ...{ PANDA_APPROVAL_MINUTES: 60, PANDA_STAGE_MINUTES: 10, PANDA_FIRST_INFRA_MINUTES: 15, PANDA_TOTAL_MINUTES: 30 },
    ...{ PANDA_ROLLBACK_MINUTES: 15, PANDA_GREEN_MINUTES: 5, PANDA_GREEN_CHECK_SECONDS: 10, PANDA_VERIFY_SECONDS: 2 },
    ...{ PANDA_BAKE_SECONDS: 300, PANDA_BAKE_CHECK_SECONDS: 10, PANDA_STEP_SECONDS: 40, PANDA_EVIDENCE_REQUESTS: 20 },
    ...{ PANDA_FIGURES_SECONDS: 60, PANDA_REQUESTS_PER_MINUTE: 600, PANDA_AUDIT_DAYS: 400 },
    ...{ PANDA_NOT_SCANNED: 'block', PANDA_TLS: 'yes' },
  })
})

test('on one machine, quicker', () => {
  expect(readSettings({ ...localSettings, PATH: '/bin', PANDA_BAKE_SECONDS: '60' })).toMatchObject({
    ...{ PANDA_GREEN_CHECK_SECONDS: 2, PANDA_VERIFY_SECONDS: 0.2, PANDA_BAKE_SECONDS: 60, PANDA_RUNNING: 10 },
    PANDA_TLS: 'no',
  })
})

test('an empty one is none', () => {
  expect(readSettings({ PANDA_RUNNING: '' })).toMatchObject({ PANDA_RUNNING: 10 })
})

test('all faults at once, each with its name', () => {
  const wrong = {
    PANDA_LOCALE: 'fr',
    PANDA_RUNNING: '0',
    PANDA_WAITING: '1.5',
    PANDA_STAGE_MINUTES: 'ten',
    PANDA_BAKE_SECONDS: '-1',
  }
  const read = readSettings(wrong)
  expect('faults' in read && read.faults.map(fault => fault.split(':')[0]).sort()).toEqual(Object.keys(wrong).sort())
})
