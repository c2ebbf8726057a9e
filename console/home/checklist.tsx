import { ButtonLink } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useWords } from '../words.ts'
import type { Step } from './steps.ts'

export const Checklist = ({ steps }: { steps: readonly Step[] }) => {
  const { home: words } = useWords()
  const done = steps.filter(step => step.done).length
  return (
    <section class="card checklist" aria-label={words.welcome}>
      <p class="muted small">{words.stepsDone(done, steps.length)}</p>
      <div class="checklist-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${done / steps.length})` }} />
      </div>
      <ol>
        {steps.map((step, at) => (
          <StepRow key={step.name} step={step} number={at + 1} />
        ))}
      </ol>
    </section>
  )
}

const StepRow = ({ step: { name, done, next, to }, number }: { step: Step; number: number }) => {
  const { home: words } = useWords()
  const { title, text, action } = words.steps[name]
  return (
    <li class={`step${done ? ' done' : ''}${next ? ' next' : ''}`} aria-current={next ? 'step' : undefined}>
      <span class="step-mark" aria-hidden="true">
        {done ? <Icon name="good" /> : number}
      </span>
      <div class="step-text">
        <h2>
          <span class="unseen">{done ? words.done : words.open} </span>
          {title}
        </h2>
        {!done && <p class="muted">{text}</p>}
      </div>
      {next && (
        <ButtonLink kind="primary" to={to}>
          {action}
        </ButtonLink>
      )}
    </li>
  )
}
