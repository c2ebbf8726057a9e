// What Panda may read and where it may deploy.
import { usePanda } from '../api.ts'
import { useElsewhere } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { useWords } from '../words.ts'
import { AwsCard } from './aws-card.tsx'
import { GithubCard } from './github-card.tsx'
import { SampleNotice } from './samples.tsx'

export const ConnectPage = () => {
  const { frame, connect: words } = useWords()
  const { panda } = usePanda()
  const seen = useLoad(async () => {
    // What cannot be had only spares somebody some typing.
    const samples = panda.health().then(
      health => health.samples,
      () => undefined,
    )
    return { ...(await panda.connections()), samples: await samples }
  }, [panda])
  useElsewhere(seen.again)
  return (
    <Page title={frame.connections} lead={words.lead}>
      <Loaded of={seen} rows={6}>
        {({ github, aws, samples }) => (
          <>
            {samples && <SampleNotice {...{ samples, github, aws }} onConnected={seen.again} />}
            <div class="halves">
              <GithubCard connections={github} isFirst={aws.length === 0} samples={samples} onChange={seen.again} />
              <AwsCard connections={aws} isFirst={github.length === 0} samples={samples} onChange={seen.again} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}
