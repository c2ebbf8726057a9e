import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import type { Followed } from './follow.ts'
import { useStuckToEnd } from './stuck-to-end.ts'

export const BuildOutput = ({ followed: { output, story } }: { followed: Followed }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const box = useStuckToEnd(output.lines.length)
  const none = story.stage > 1 || story.finishedAt !== null ? words.noOutputEver : words.noOutput
  return (
    <>
      {output.leftOut > 0 && <p class="muted">{words.linesLeftOut(output.leftOut.toLocaleString(locale))}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section class="log terminal" ref={box} tabIndex={0} aria-label={words.output}>
        {output.lines.length === 0 ? <p class="log-none">{none}</p> : <pre>{output.lines.join('\n')}</pre>}
      </section>
    </>
  )
}
