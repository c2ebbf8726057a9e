// A million questions and messages, made of the document and then made worse: no fault that nobody expected, no answer that is
// not documented, nothing started that a bad question asked for, nothing of another tenant's in any answer.
import { createHash } from 'node:crypto'
import { routes } from '../../../app/routes.ts'
import type { Attack, Wish } from '../attack.ts'
import { playRound } from './round.ts'

const stepsARound = 5_000
const rounds = { ci: 10, full: 200 }

const run = async ({ size, seed, say }: Wish) => {
  const [violations, answers, hash] = [[] as string[], new Map<string, number>(), createHash('sha256')]
  let [tried, starts] = [0, 0]
  const began = process.cpuUsage()
  for (let n = 0; n < rounds[size]; n++) {
    // Each is a run of its own: the first round of a run with its seed.
    const round = await playRound(seed + n, stepsARound)
    tried += round.tried
    starts += round.starts
    violations.push(...round.violations)
    for (const [answer, count] of round.answers) answers.set(answer, (answers.get(answer) ?? 0) + count)
    hash.update(round.fingerprint)
    if ((n + 1) % (rounds[size] / 10) === 0) say(`${tried.toLocaleString('en-US')} tried`, (n + 1) / rounds[size])
  }
  const { user, system } = process.cpuUsage(began)
  const unanswered = routes.filter(({ operation }) => !answers.has(`${operation} 200`))
  violations.push(
    ...unanswered.map(({ operation }) => `${operation} was never asked well: nothing behind it was tried`),
  )
  const figures = {
    'tried a CPU second': Math.round(tried / ((user + system) / 1e6)),
    'deployments that good questions started': starts,
    answers: statusesOf(answers),
    fingerprint: hash.digest('hex').slice(0, 16),
  }
  return { tried, violations, figures }
}

const statusesOf = (answers: Map<string, number>) => {
  const byStatus = Map.groupBy(answers, ([answer]) => answer.split(' ')[1]!)
  return [...byStatus]
    .sort()
    .map(([status, same]) => `${same.reduce((sum, [, count]) => sum + count, 0).toLocaleString('en-US')} × ${status}`)
    .join(', ')
}

export default {
  name: 'fuzz',
  about: 'questions and socket messages, made of the document and made worse',
  run,
} satisfies Attack
