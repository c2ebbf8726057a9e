// A question in front of the page: the browser's own dialog keeps the focus in it, and Escape closes it.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

type DialogProps = { title: string; onClose(): void; children: ComponentChildren; actions: ComponentChildren }

/** Shown while it is rendered. The focus goes back to where it was. */
export const Dialog = ({ title, onClose, children, actions }: DialogProps) => {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const shown = dialog.current
    shown?.showModal()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
    >
      <div class="dialog-inner">
        <h2 id={id}>{title}</h2>
        <div class="dialog-text">{children}</div>
        <div class="actions">{actions}</div>
      </div>
    </dialog>
  )
}
