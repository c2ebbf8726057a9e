// Keeps the newest figures for whoever listens. Only steps do: nobody polls, and what nobody works on costs nothing.
//
// What it costs on AWS: a measured look makes 2 GetMetricData (4 metrics each: $0.00008), 2 DescribeTargetGroups and 1
// DescribeListeners in the customer's account, 20 requests to the health paths, a read and a write of the row. A deployment
// that waits is looked at after one minute and then every two (core/pipeline.ts): half a cent an hour, the machine included.
// CloudWatch has a point a minute, so that PANDA_FIGURES_SECONDS is 60 there. On one machine it is 2, and the step stays
// while somebody listens.
import { CloudFault } from '../../core/faults.ts'
import { type LiveFigures, type Sight, shareOf, withSight } from '../../core/live-figures.ts'
import type { Route } from '../../core/ports.ts'
import * as figures from '../store/figures.ts'
import { listeners } from '../store/subscriptions.ts'
import type { Run } from './step.ts'

/** Answers what is newest. Who was slower than another look is not kept: theirs is as good. */
export const tellFigures = async (
  run: Run,
  look: (before: LiveFigures | undefined) => Promise<Sight | undefined>,
): Promise<LiveFigures | undefined> => {
  const { ports, state } = run
  const before = await figures.find(ports, state.id)
  const sight = await look(before)
  if (!sight) return before
  const now = withSight(before, sight, ports.clock.now())
  await figures.keep(ports, state.id, now)
  return now
}

/** What was measured a moment ago is not measured again. */
export const isDue = (run: Run, before: LiveFigures | undefined) =>
  !before?.measuredAt || run.secondsSince(before.measuredAt) >= run.settings.PANDA_FIGURES_SECONDS

/** Nothing depends on figures of the next minute: those that cannot be had now may be had then, and tell their age. */
export const ifMeasurable = async <T>(measuring: Promise<T>): Promise<T | undefined> => {
  try {
    return await measuring
  } catch (fault) {
    if (fault instanceof CloudFault) return undefined
    throw fault
  }
}

export const trafficShare = async (run: Run) => {
  const { infra } = run.state
  return shareIn(run, await run.ports.releases.routes(await run.at(), infra!.productionListenerArn))
}

/** Told only when it is another than before. */
export const tellShare = (run: Run, routes: Route[]) =>
  tellFigures(run, async before => {
    const share = shareIn(run, routes)
    const { blue, green } = before?.share ?? {}
    return share && share.blue === blue && share.green === green ? undefined : { share }
  })

export const shareIn = (run: Run, routes: Route[]) => shareOf(routes, run.state.release!)

/** Somebody listens, and a step may stay for the next look: where functions cost by the time, it may not. */
export const isWatched = async ({ ports, settings, state }: Run) =>
  settings.PANDA_FIGURES_SECONDS <= settings.PANDA_STEP_SECONDS &&
  (await listeners(ports, state.id)).some(({ following }) => following)
