import { useState } from 'preact/hooks'
import type { LiveDeployment } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { TextArea } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

type SkipProps = { state: LiveDeployment; know(state: LiveDeployment): void }

export const SkipButton = ({ state, know }: SkipProps) => {
  const { approvals: words, frame } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const [asking, ask] = useState(false)
  const [reason, setReason] = useState('')
  const [unsaid, setUnsaid] = useState(false)
  const { run, busy, fault, clear } = useAction(async () => {
    const said = reason.trim()
    setUnsaid(said === '')
    if (said === '') return
    know(await panda.skipApproval(state.deploymentId, { reason: said }))
    tellOtherTabs()
    toast(words.skippedNow)
    ask(false)
  })
  const open = () => {
    clear()
    setUnsaid(false)
    ask(true)
  }
  return (
    <>
      <Button kind="quiet" onClick={open}>
        {words.skip}
      </Button>
      {asking && (
        <Dialog
          title={words.skipTitle}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{frame.cancel}</Button>
              <Button kind="danger" busy={busy} onClick={() => void run()}>
                {words.skip}
              </Button>
            </>
          }
        >
          <p>{words.skipText}</p>
          <Notice kind="ask">{words.skipAudit}</Notice>
          <TextArea
            label={words.reason}
            name="reason"
            required
            value={reason}
            fault={unsaid || fieldFaults(fault).reason ? words.commentFault : undefined}
            onValue={text => {
              setReason(text)
              setUnsaid(false)
            }}
          />
          {fault !== undefined && <FaultNotice fault={fault} />}
        </Dialog>
      )}
    </>
  )
}
