// Smoke requests: what a release has to answer, before it gets traffic and while it has it.
import { isIn } from './text-pattern.ts'

export type Smoke = {
  path: string
  status?: number | undefined
  body?: string | undefined
  withinMs?: number | undefined
}

/** The longest that is waited for an answer. */
export const mostMs = 5_000
/** Of an answer so much is read for a pattern. */
export const readChars = 65_536
/** And so much is told: whoever looks for the fault needs no more, and more may be a secret. */
const toldChars = 80

export type SmokeAnswer = { httpStatus: number | null; latencyMs: number; reason?: string; body?: string }

/** Of a request that failed: as it was asked, as it should have been, as it was. */
export type SmokeFailure = { path: string; expected: string; got: string }

/** Undefined: it is as it should be. */
export const smokeSays = (asked: Smoke, answer: SmokeAnswer): SmokeFailure | undefined => {
  const { httpStatus, latencyMs, body = '' } = answer
  const isExpected =
    httpStatus !== null &&
    (asked.status === undefined ? httpStatus >= 200 && httpStatus < 400 : httpStatus === asked.status)
  const isQuick = latencyMs <= (asked.withinMs ?? mostMs)
  if (isExpected && isQuick && (asked.body === undefined || isIn(asked.body, body))) return undefined
  return { path: asked.path, expected: wishOf(asked), got: answerOf(answer) }
}

const wishOf = ({ status, body, withinMs }: Smoke) =>
  [
    status === undefined ? '200 to 399' : String(status),
    ...(body === undefined ? [] : [`with "${body}"`]),
    `within ${withinMs ?? mostMs} ms`,
  ].join(' ')

const answerOf = ({ httpStatus, latencyMs, reason, body = '' }: SmokeAnswer) => {
  if (httpStatus === null) return reason ?? 'no answer'
  const printable = body
    .slice(0, 4 * toldChars)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  const begins = printable.length > toldChars ? `${printable.slice(0, toldChars)}…` : printable
  return `${httpStatus} in ${latencyMs} ms${begins ? `: "${begins}"` : ''}`
}
