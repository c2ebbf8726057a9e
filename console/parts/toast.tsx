// What has just happened, said for a few seconds in a corner, and by a screen reader.
import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useRef, useState } from 'preact/hooks'
import { useWords } from '../words.ts'
import { Icon } from './icon.tsx'

type Kind = 'good' | 'bad'
type Toast = { id: number; text: string; kind: Kind }

const shownMs = 6000
const ToastContext = createContext<(text: string, kind?: Kind) => void>(() => {})

/** `toast('Deleted')`, `toast('It did not work', 'bad')`. */
export const useToast = () => useContext(ToastContext)

export const Toasts = ({ children }: { children: ComponentChildren }) => {
  const { frame } = useWords()
  const [toasts, set] = useState<Toast[]>([])
  const count = useRef(0)
  const close = useCallback((id: number) => set(all => all.filter(one => one.id !== id)), [])
  const say = useCallback((text: string, kind: Kind = 'good') => {
    const id = ++count.current
    set(all => [...all.slice(-2), { id, text, kind }])
    setTimeout(() => close(id), shownMs)
  }, [])
  return (
    <ToastContext value={say}>
      {children}
      <div class="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text, kind }) => (
          <div key={id} class={`toast ${kind}`}>
            <span>{text}</span>
            <button type="button" class="icon-button" aria-label={frame.close} onClick={() => close(id)}>
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
