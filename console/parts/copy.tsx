import { useWords } from '../words.ts'
import { Icon } from './icon.tsx'
import { useToast } from './toast.tsx'

/** A button that copies; `what` names it for a screen reader. */
export const Copy = ({ text, what }: { text: string; what: string }) => {
  const { frame } = useWords()
  const toast = useToast()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      toast(frame.copied)
    } catch {
      toast(frame.notCopied, 'bad')
    }
  }
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`${frame.copy}: ${what}`}
      title={frame.copy}
      onClick={() => void copy()}
    >
      <Icon name="copy" />
    </button>
  )
}
