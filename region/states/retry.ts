// https://states-language.net/spec.html#errors
export const matchesError = (wanted: string[], error: string) =>
  wanted.some(
    one =>
      one === error ||
      (one === 'States.ALL' && !beyondAll.has(error)) ||
      (one === 'States.TaskFailed' && error !== 'States.Timeout' && !beyondAll.has(error)),
  )

export const pauseBefore = (
  retrier: { IntervalSeconds: number; BackoffRate: number; MaxDelaySeconds?: number },
  done: number,
) =>
  1000 *
  Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** done, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY)

const beyondAll = new Set(['States.DataLimitExceeded', 'States.Runtime'])
