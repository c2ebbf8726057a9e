import type { ComponentChildren } from 'preact'
import { PandaError } from '../../client/faults.ts'
import { faultText } from '../faults.ts'
import type { AdviceWords } from '../words/table.ts'
import { useAdvice, useWords } from '../words.ts'
import { Notice } from './notice.tsx'

/** Why a call failed and what to do, in the reader's language; below it what the server said. */
export const FaultNotice = ({ fault, action }: { fault: unknown; action?: ComponentChildren }) => {
  const words = useWords()
  const advice = adviceOf(fault, useAdvice())
  const said = faultText(fault, words)
  if (!advice)
    return (
      <Notice kind="bad" action={action}>
        {said}
      </Notice>
    )
  return (
    <Notice kind="bad" action={action}>
      <p class="strong">{advice.why}</p>
      <p>{advice.todo.join(' ')}</p>
      <p class="muted said">{said}</p>
    </Notice>
  )
}

const adviceOf = (fault: unknown, advice: AdviceWords | undefined) => {
  if (!advice || !(fault instanceof PandaError) || fault.errorCode === undefined) return undefined
  return Object.hasOwn(advice, fault.errorCode) ? advice[fault.errorCode as keyof AdviceWords] : undefined
}
