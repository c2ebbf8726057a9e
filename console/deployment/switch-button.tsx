import { useState } from 'preact/hooks'
import { usePanda } from '../api.ts'
import { faultText } from '../faults.ts'
import { imageName, imageText } from '../format.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import type { NowProps } from './now.tsx'
import { blueOf } from './service.ts'
import { verdictText } from './verdict.ts'

export const SwitchButton = ({ followed, state, service }: NowProps) => {
  const words = useWords()
  const { deployment } = words
  const { panda } = usePanda()
  const { locale } = usePreferences()
  const toast = useToast()
  const [asking, ask] = useState(false)
  const { run, busy, fault, clear } = useAction(async () => {
    followed.know(await panda.switch(state.deploymentId))
    ask(false)
    toast(deployment.switched)
  })
  const evidence = followed.figures?.evidence ?? state.evidence
  const verdict = evidence && verdictText(evidence, words, locale)
  const blue = blueOf(service, state)
  const open = () => {
    clear()
    ask(true)
  }
  return (
    <>
      <Button kind="primary" onClick={open}>
        {deployment.switch}
      </Button>
      {asking && (
        <Dialog
          title={deployment.switchTitle}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{words.frame.cancel}</Button>
              <Button kind={verdict?.tone === 'bad' ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>
                {verdict?.tone === 'bad' ? deployment.switchAnyway : deployment.switchConfirm}
              </Button>
            </>
          }
        >
          <p class="from-to">
            <span class="colour blue">
              {deployment.blue} {blue && <span class="mono">{imageText(blue)}</span>}
            </span>
            <span aria-hidden="true">→</span>
            <span class="colour green">
              {deployment.green} {imageName(state) && <span class="mono">{imageName(state)}</span>}
            </span>
          </p>
          {verdict && (
            <Notice kind={verdict.tone}>
              <strong>{verdict.title}.</strong> {verdict.why}
            </Notice>
          )}
          <ol class="steps">
            <li>{deployment.switchChecks}</li>
            <li>{deployment.switchMoves(state.url ?? state.blueUrl ?? '')}</li>
            <li>{deployment.switchAfter}</li>
          </ol>
          {fault !== undefined && <Notice kind="bad">{faultText(fault, words)}</Notice>}
        </Dialog>
      )}
    </>
  )
}
