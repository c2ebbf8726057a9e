// What the build leaves behind in its exported variable, so that a look learns all that messages say.
import type { Outcome } from './host.ts'

/** Bytes. How much CodeBuild takes is written nowhere; what an environment may hold is far more. */
const exportedLimit = 8_000
const fewLines = 10
const fewCharacters = 200

type Left = Pick<Outcome, 'milestones' | 'failure' | 'n'>

/** What is too long loses first what is for reading, and never which milestones it has reached, or why it failed. */
export const exported = ({ milestones, failure, n }: Outcome): string => {
  const whole: Left = { milestones, failure, n }
  const brief = { ...whole, failure: failure && { ...failure, lines: failure.lines.slice(-fewLines).map(cut) } }
  const short = { milestones: milestones.map(shortened), n, failure: failure && shortFailure(failure) }
  const bare = { ...short, milestones: milestones.map(({ code }) => ({ code, details: {} })) }
  const texts = [whole, brief, short, bare].map(left => JSON.stringify(left))
  return texts.find(text => Buffer.byteLength(text) <= exportedLimit) ?? texts.at(-1)!
}

const cut = (text: string) => (text.length > fewCharacters ? `${text.slice(0, fewCharacters)} …` : text)

const shortened = ({ code, details }: Left['milestones'][number]) => ({
  code,
  details: Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]),
  ),
})

/** Its last words: there it says why. */
const shortFailure = ({ errorCode, message }: NonNullable<Left['failure']>) => ({
  errorCode,
  message: message.slice(-5 * fewCharacters),
  lines: [],
})
