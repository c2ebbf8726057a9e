// Back to a kept release: which one, how long it should take, and then to the page of the new deployment.
import { useId, useState } from 'preact/hooks'
import type { LiveDeployment, Release, ServiceView } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { faultText } from '../faults.ts'
import { durationText, imageText } from '../format.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { Ago } from '../parts/time.tsx'
import { go } from '../router.tsx'
import { useWords, type Words } from '../words.ts'

type RollBackProps = { state: LiveDeployment; service: ServiceView }

export const RollBackButton = ({ state, service }: RollBackProps) => {
  const words = useWords()
  const { deployment } = words
  const { panda } = usePanda()
  const targets = service.releases.filter(one => one.deploymentId !== service.current?.deploymentId)
  const serves = service.current?.deploymentId === state.deploymentId
  const [to, choose] = useState<string>()
  const { run, busy, fault, clear } = useAction(async () => {
    const { deploymentId } = await panda.rollback(state.deploymentId, { to })
    go(`/deployments/${deploymentId}`)
  })
  const first = serves ? targets[0] : targets.find(one => one.deploymentId === state.deploymentId)
  if (!first) return serves ? <span class="muted">{deployment.rollBackNone}</span> : null
  const open = () => {
    clear()
    choose(first.deploymentId)
  }
  const close = () => choose(undefined)
  return (
    <>
      <span class="muted">{backText(first, words)}</span>
      <Button onClick={open}>{serves ? deployment.rollBack : deployment.rollBackHere}</Button>
      {to !== undefined && (
        <Dialog
          title={deployment.rollBackTitle}
          onClose={close}
          actions={
            <>
              <Button onClick={close}>{words.frame.cancel}</Button>
              <Button kind="primary" busy={busy} onClick={() => void run()}>
                {deployment.rollBackConfirm}
              </Button>
            </>
          }
        >
          <p>{deployment.rollBackText}</p>
          <Releases releases={targets} chosen={to} onChoose={choose} />
          {fault !== undefined && <Notice kind="bad">{faultText(fault, words)}</Notice>}
        </Dialog>
      )}
    </>
  )
}

type ReleasesProps = { releases: Release[]; chosen: string; onChoose(id: string): void }

const Releases = ({ releases, chosen, onChoose }: ReleasesProps) => {
  const words = useWords()
  const name = useId()
  return (
    <fieldset class="targets">
      <legend>{words.deployment.rollBackTo}</legend>
      {releases.map(release => (
        <label key={release.deploymentId} class="target">
          <input
            type="radio"
            name={name}
            checked={release.deploymentId === chosen}
            onChange={() => onChoose(release.deploymentId)}
          />
          <span class="target-what">
            <span class="cut">
              <span class="mono">{imageText(release)}</span> {release.commitMessage}
            </span>
            <span class="muted">
              <Ago at={release.at} /> · {backText(release, words)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const backText = ({ rollback }: Release, words: Words) => {
  const { deployment } = words
  if (!rollback || rollback.seconds === null) return deployment.expectedUnknown
  const time = durationText(Math.ceil(rollback.seconds), words)
  return rollback.how === 'warm' ? deployment.expectedWarm(time) : deployment.expectedBack(time)
}
