// On one machine, with a pretended AWS, there are values that work: one click takes them.
import type { AwsConnection, GithubConnection, Samples } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { useAction } from '../load.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

const first = { owner: 'panda', repo: 'hello', branch: 'main' }

type SampleNoticeProps = {
  samples: Samples
  github: readonly GithubConnection[]
  aws: readonly AwsConnection[]
  onConnected(): void
}

export const SampleNotice = ({ samples, github, aws, onConnected }: SampleNoticeProps) => {
  const { connect: words } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const { run, busy, fault } = useAction(async () => {
    if (github.length === 0 && samples.github) await panda.connectGithub({ ...first, token: samples.github.token })
    if (aws.length === 0) await panda.connectAws(samples.aws)
    tellOtherTabs()
    onConnected()
    toast(words.samplesUsed)
  })
  const hasAll = aws.length > 0 && (github.length > 0 || !samples.github)
  const action = hasAll ? (
    <ButtonLink kind="primary" small to="/deploy">
      {words.deployNow}
    </ButtonLink>
  ) : (
    <Button kind="primary" small busy={busy} onClick={() => void run()}>
      {samples.github ? words.samplesUse : words.samplesAwsOnly}
    </Button>
  )
  return (
    <>
      <Notice kind="info" action={action}>
        <p class="strong">{words.samplesTitle}</p>
        <p class="muted">{words.samplesText}</p>
      </Notice>
      {fault !== undefined && <FaultNotice fault={fault} />}
    </>
  )
}
