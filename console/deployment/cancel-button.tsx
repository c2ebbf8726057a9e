import { useState } from 'preact/hooks'
import type { LiveDeployment } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { faultText } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

type CancelProps = { state: LiveDeployment; know(state: LiveDeployment): void }

export const CancelButton = ({ state, know }: CancelProps) => {
  const words = useWords()
  const { deployment } = words
  const { panda } = usePanda()
  const toast = useToast()
  const [asking, ask] = useState(false)
  const { run, busy, fault, clear } = useAction(async () => {
    know(await panda.cancel(state.deploymentId))
    ask(false)
    toast(deployment.cancelled)
  })
  const open = () => {
    clear()
    ask(true)
  }
  return (
    <>
      <Button kind="quiet" onClick={open}>
        {deployment.cancel}
      </Button>
      {asking && (
        <Dialog
          title={deployment.cancelTitle}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{deployment.cancelKeep}</Button>
              <Button kind="danger" busy={busy} onClick={() => void run()}>
                {deployment.cancelConfirm}
              </Button>
            </>
          }
        >
          <p>{state.blueUrl === null ? deployment.cancelFirst : deployment.cancelText}</p>
          {fault !== undefined && <Notice kind="bad">{faultText(fault, words)}</Notice>}
        </Dialog>
      )}
    </>
  )
}
