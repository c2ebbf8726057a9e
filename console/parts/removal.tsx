// A small button that asks before something goes for good.
import { useState } from 'preact/hooks'
import { useAction } from '../load.tsx'
import { useWords } from '../words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { FaultNotice } from './fault.tsx'
import { useToast } from './toast.tsx'

type RemovalProps = {
  /** What goes, for a screen reader that meets many such buttons. */
  name: string
  label: string
  title: string
  text: string
  /** Said when it is gone. */
  done: string
  remove(): Promise<void>
}

export const Removal = ({ name, label, title, text, done, remove }: RemovalProps) => {
  const { frame } = useWords()
  const toast = useToast()
  const [asks, ask] = useState(false)
  const { run, busy, fault } = useAction(async () => {
    await remove()
    toast(done)
  })
  return (
    <>
      <Button kind="quiet" small onClick={() => ask(true)}>
        {label}
        <span class="unseen">: {name}</span>
      </Button>
      {asks && (
        <Dialog
          title={title}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{frame.cancel}</Button>
              <Button kind="danger" busy={busy} onClick={() => void run()}>
                {label}
              </Button>
            </>
          }
        >
          <p>{text}</p>
          {fault !== undefined && <FaultNotice fault={fault} />}
        </Dialog>
      )}
    </>
  )
}
