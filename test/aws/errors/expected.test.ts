import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CloudFault } from '../../../core/faults.ts'
import { expected, listedInSources } from './expected.ts'
import { overWire } from './over-wire.ts'

let place: Awaited<ReturnType<typeof overWire>>
beforeAll(async () => {
  place = await overWire()
})
afterAll(() => place.close())

describe('a no that an adapter expects comes out of the bytes that AWS sends', () => {
  test.each(expected)('$file: $listed', async ({ says, ask, answers }) => {
    place.will(says)
    const answered = await ask(place.ports).catch((fault: unknown) => {
      if (fault instanceof CloudFault) return fault.kind
      throw fault
    })
    expect(answered).toEqual(answers)
    // The no was met, not passed by.
    for (const operation of Object.keys(says)) expect(place.operations()).toContain(operation)
  })

  test('none is listed in an adapter without a row here, and no row is of one that is not', () => {
    // `aws/probe.ts` and `aws/posts.ts` look at fetch's own TimeoutError, which is nobody's answer; `aws/deployed.ts` is no port, and has its own test.
    const listed = listedInSources().filter(one => !/^(?:probe|posts|deployed)\.ts: /.test(one))
    const rows = [...new Set(expected.map(({ file, listed }) => `${file}: ${listed}`))].sort()
    expect(rows).toEqual(listed)
  })
})
