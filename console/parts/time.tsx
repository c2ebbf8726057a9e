import { agoText, dateText, durationText } from '../format.ts'
import { useNow } from '../now.ts'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'

/** "5 minutes ago", kept current; the exact time is its tooltip. */
export const Ago = ({ at }: { at: string }) => {
  const { locale } = usePreferences()
  const words = useWords()
  const seconds = Math.max(0, (useNow(10_000) - Date.parse(at)) / 1000)
  return (
    <time dateTime={at} title={dateText(at, locale)}>
      {agoText(seconds, locale, words)}
    </time>
  )
}

/** How long from one to the other, or until now. */
export const Duration = ({ from, to }: { from: string; to: string | null }) => {
  const words = useWords()
  const now = useNow(1000, to === null)
  const seconds = Math.max(0, ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000)
  return <span class="figure">{durationText(to === null ? Math.floor(seconds) : seconds, words)}</span>
}
