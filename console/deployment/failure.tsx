// What failed, why, what was said last, and what to do.
import type { LiveDeployment } from '../../client/types.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { useAdvice, useWords } from '../words.ts'
import type { BuildLines } from './build-lines.ts'
import type { Story } from './story.ts'

const shownLines = 12

type FailureProps = { story: Story; state: LiveDeployment; output: BuildLines }

export const Failure = ({ story, state, output }: FailureProps) => {
  const { deployment: words } = useWords()
  const advice = useAdvice()
  const code = story.failure?.errorCode ?? state.errorCode ?? 'UNEXPECTED_ERROR'
  const { why, todo } = advice?.[code as ErrorCode] ?? advice?.UNEXPECTED_ERROR ?? { why: '', todo: [] }
  const lines = lastLines(story, output)
  return (
    <div class="failure">
      <div class="failure-said">
        <h3>{words.said}</h3>
        <p class="failure-message">{story.failure?.errorMessage || state.errorMessage}</p>
        <p class="mono muted">{code}</p>
      </div>
      <div>
        <h3>{words.why}</h3>
        <p>{why}</p>
        <h3>{words.todo}</h3>
        <ul class="todo">
          {todo.map(one => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </div>
      {lines.length > 0 && (
        <div class="failure-lines">
          <h3>{words.lastLines}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled to, by keyboard too */}
          <section class="terminal" tabIndex={0} aria-label={words.lastLines}>
            <pre>{lines.join('\n')}</pre>
          </section>
        </div>
      )}
    </div>
  )
}

/** As the final event tells them: of the build, or of the program; else what the build wrote. */
const lastLines = ({ failure, stage }: Story, { lines }: BuildLines) => {
  if (failure && failure.lines.length > 0) return failure.lines.slice(-shownLines)
  return stage <= 2 ? lines.slice(-shownLines) : []
}
