import { useState } from 'preact/hooks'
import type { Release, ServiceView } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import type { Row } from '../deployments/row.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { durationText, imageText } from '../format.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Check } from '../parts/field.tsx'
import { go, Link } from '../router.tsx'
import { useWords, type Words } from '../words.ts'
import { anchorOf, isFar } from './service.ts'

type RollBackProps = { service: ServiceView; to: Release; running: Row | undefined; onClose(): void }

export const RollBack = ({ service, to, running, onClose }: RollBackProps) => {
  const words = useWords()
  const { services, frame, deploy } = words
  const { panda } = usePanda()
  const [autoSwitch, setAutoSwitch] = useState(true)
  // Pressed again because nobody answered, it is the same one.
  const [keys] = useState({ self: crypto.randomUUID(), wait: crypto.randomUUID() })
  const { run, busy, fault } = useAction(async () => {
    const body = { to: to.deploymentId, autoSwitch }
    const idempotencyKey = autoSwitch ? keys.self : keys.wait
    const { deploymentId } = await panda.rollback(anchorOf(service) ?? to.deploymentId, body, { idempotencyKey })
    tellOtherTabs()
    go(`/deployments/${encodeURIComponent(deploymentId)}`)
  })
  const commit = imageText(to)
  return (
    <Dialog
      title={services.rollBackTitle(commit)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{frame.cancel}</Button>
          <Button kind="primary" busy={busy} onClick={() => void run()}>
            {services.confirm}
          </Button>
        </>
      }
    >
      <p>
        {services.rollBackWhat(`${service.owner}/${service.repo}`, commit)} {to.commitMessage}
      </p>
      <p class="strong">{expected(to, words)}</p>
      <p class="muted">{services.untilThen}</p>
      {running && (
        <p>
          <Link to={`/deployments/${encodeURIComponent(running.deploymentId)}`}>{deploy.under}</Link>
          {`: ${isFar(running) ? deploy.underFar : deploy.underSupersede}`}
        </p>
      )}
      <Check
        label={services.switchSelf}
        hint={services.switchSelfHint}
        checked={autoSwitch}
        onChecked={setAutoSwitch}
      />
      {fault !== undefined && <FaultNotice fault={fault} />}
    </Dialog>
  )
}

const expected = ({ rollback }: Release, words: Words) => {
  const { services } = words
  const seconds = rollback?.seconds ?? null
  if (rollback?.how === 'warm')
    return seconds === null ? services.warmNoTime : services.warmTime(durationText(seconds, words))
  return seconds === null ? services.coldNoTime : services.coldTime(durationText(seconds, words))
}
