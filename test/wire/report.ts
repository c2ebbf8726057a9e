// What is told at the end: a table for people, the same as JSON for programs.
import type { Outcome, Result } from './suite.ts'
import type { Verdict } from './verdict.ts'

export type Report = Record<Verdict, number> & { endpoint: string } & Outcome

export const reportOf = (endpoint: string, outcomes: Outcome[]): Report => {
  const results = outcomes.flatMap(one => one.results)
  const count = (verdict: Verdict) => results.filter(result => result.verdict === verdict).length
  return {
    endpoint,
    passed: count('passed'),
    'not supported there': count('not supported there'),
    failed: count('failed'),
    results,
    leftBehind: outcomes.flatMap(one => one.leftBehind),
  }
}

export const asTable = (report: Report): string => {
  const width = Math.max(...report.results.map(({ operation }) => operation.length))
  const line = ({ operation, verdict, why, seconds }: Result) =>
    [operation.padEnd(width), verdict.padEnd(19), `${seconds.toFixed(1)} s`.padStart(7), why].filter(Boolean).join('  ')
  const sum = `${report.passed} passed, ${report['not supported there']} not supported there, ${report.failed} failed at ${report.endpoint}`
  const left = report.leftBehind.map(one => `Left behind: ${one}`)
  return [...report.results.map(line), '', ...left, sum].join('\n')
}
