import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { LiveDeployment } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { TextArea } from '../parts/field.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

type SayProps = {
  state: LiveDeployment
  /** It takes somebody more to agree. */
  agrees: boolean
  know(state: LiveDeployment): void
  children: ComponentChildren
}

/** Who may, the server knows: it refuses with the reason. */
export const Say = ({ state, agrees, know, children }: SayProps) => {
  const { approvals: words } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const [comment, setComment] = useState('')
  const [unsaid, setUnsaid] = useState(false)
  const said = comment.trim()
  const told = (state: LiveDeployment, text: string) => {
    know(state)
    setComment('')
    tellOtherTabs()
    toast(text)
  }
  const approve = useAction(async () =>
    told(await panda.approve(state.deploymentId, said === '' ? {} : { comment: said }), words.approved),
  )
  const reject = useAction(async () => {
    setUnsaid(said === '')
    if (said !== '') told(await panda.reject(state.deploymentId, { comment: said }), words.rejectedNow)
  })
  const fault = approve.fault ?? reject.fault
  return (
    <div class="form">
      <TextArea
        label={words.comment}
        name="comment"
        hint={words.commentHint}
        fault={unsaid || fieldFaults(fault).comment ? words.commentFault : undefined}
        value={comment}
        onValue={text => {
          setComment(text)
          setUnsaid(false)
        }}
      />
      {fault !== undefined && <FaultNotice fault={fault} />}
      <div class="actions">
        {agrees && (
          <Button
            kind="primary"
            busy={approve.busy}
            onClick={() => {
              reject.clear()
              void approve.run()
            }}
          >
            {words.approve}
          </Button>
        )}
        <Button
          kind="danger"
          busy={reject.busy}
          onClick={() => {
            approve.clear()
            void reject.run()
          }}
        >
          {words.reject}
        </Button>
        {children}
      </div>
    </div>
  )
}
