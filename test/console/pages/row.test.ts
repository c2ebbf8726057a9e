// What a row makes of events is what the server answers after them: held against the server's own fold.
import { describe, expect, it } from 'vitest'
import type { PandaEvent } from '../../../client/types.ts'
import { newer, type Row, rowAfter } from '../../../console/deployments/row.ts'
import { fold } from '../../../core/fold.ts'
import { eventView, liveView } from '../../../core/view.ts'
import { openPlace, type Place } from '../../place.ts'

/** The row after each of its events, beside what the server would have answered. */
const told = async (place: Place, id: string) => {
  const log = await place.log(id)
  const answers = log.map((_, at) => liveView(fold(log.slice(0, at + 1))!) as Row)
  let row = answers[0]!
  return log.slice(1).map((event, at) => {
    row = rowAfter(row, eventView(event, 'en') as PandaEvent)
    return { row, answer: answers[at + 1]! }
  })
}

const shown = ({ status, stage, stageName, completedAt, commitHash, commitMessage, errorCode, lastSeq }: Row) => ({
  ...{ status, stage, stageName, completedAt, commitHash, commitMessage, errorCode, lastSeq },
})

const agrees = async (place: Place, id: string) => {
  const steps = await told(place, id)
  for (const { row, answer } of steps) expect(shown(row)).toEqual(shown(answer))
  const percents = steps.map(({ row }) => row.percent)
  expect(percents).toEqual([...percents].sort((a, b) => a - b))
  return steps.at(-1)!
}

describe('a row', () => {
  it('of a deployment that goes well', async () => {
    const place = await openPlace()
    const { row, answer } = await agrees(place, await place.served('a'))
    expect(row).toMatchObject({ percent: 100, url: answer.url, doing: 'Deployment completed successfully' })
  })

  it('of one that waits, and is switched', async () => {
    const place = await openPlace()
    await place.served('a')
    const id = await place.deploy('b')
    await place.until(id, 'READY')
    expect((await agrees(place, id)).row.status).toBe('DEPLOYMENT_READY')
    await place.switch(id)
    await place.end(id)
    expect((await agrees(place, id)).row.status).toBe('COMPLETED')
  })

  it('of one that fails, with why', async () => {
    const place = await openPlace()
    place.weather.programs.set('c', { healthyAfterMs: null, answers: 500 })
    const id = await place.deploy('c')
    await place.end(id)
    const { row, answer } = await agrees(place, id)
    expect(row).toMatchObject({ status: 'FAILED', errorMessage: answer.errorMessage })
  })

  it('of one that is cancelled, and then hears an old event once more', async () => {
    const place = await openPlace()
    const id = await place.deploy('a')
    await place.until(id, 'BUILD_STARTED')
    await place.cancel(id)
    await place.end(id)
    const { row } = await agrees(place, id)
    const [first] = await place.log(id)
    expect(rowAfter(row, eventView(first!, 'en') as PandaEvent)).toBe(row)
  })

  it('as it was loaded later wins over what was heard before', () => {
    const row = { lastSeq: 4 } as Row
    expect(newer(row, { lastSeq: 3 } as Row)).toBe(row)
    expect(newer(row, { lastSeq: 5 } as Row).lastSeq).toBe(5)
    expect(newer(row, undefined)).toBe(row)
  })
})
