import { useState } from 'preact/hooks'
import { PandaError } from '../../client/faults.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { useAction } from '../load.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

type DisconnectProps = { id: string; what: string; consequence: string; onDeleted(): void }

export const Disconnect = ({ id, what, consequence, onDeleted }: DisconnectProps) => {
  const { connect: words, frame } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const [asks, ask] = useState(false)
  const { run, busy, fault, clear } = useAction(async () => {
    await panda.disconnect(id)
    tellOtherTabs()
    ask(false)
    toast(words.deleted(what))
    onDeleted()
  })
  const close = () => {
    ask(false)
    clear()
  }
  return (
    <>
      <Button kind="quiet" small onClick={() => ask(true)}>
        {words.delete}
        <span class="unseen">: {what}</span>
      </Button>
      {asks && (
        <Dialog
          title={words.deleteTitle(what)}
          onClose={close}
          actions={
            <>
              <Button onClick={close}>{frame.cancel}</Button>
              <Button kind="danger" busy={busy} onClick={() => void run()}>
                {words.delete}
              </Button>
            </>
          }
        >
          <p>{consequence}</p>
          {fault !== undefined && <NotDeleted fault={fault} />}
        </Dialog>
      )}
    </>
  )
}

const NotDeleted = ({ fault }: { fault: unknown }) => {
  const { connect: words } = useWords()
  const user = fault instanceof PandaError && fault.errorCode === 'CONNECTION_IN_USE' ? fault.deploymentId : undefined
  if (user === undefined) return <FaultNotice fault={fault} />
  return (
    <Notice
      kind="bad"
      action={
        <ButtonLink small to={`/deployments/${encodeURIComponent(user)}`}>
          {words.inUseLook}
        </ButtonLink>
      }
    >
      {words.inUse}
    </Notice>
  )
}
