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
  const connections = useLoad(() => panda.connections(), [panda])
  // What cannot be had only spares somebody some typing.
  const samples = useLoad(async () => (await panda.health()).samples, [panda]).data
  useElsewhere(connections.again)
  return (
    <Page title={frame.connections} lead={words.lead}>
      <Loaded of={connections} rows={6}>
        {({ github, aws }) => (
          <>
            {samples && <SampleNotice {...{ samples, github, aws }} onConnected={connections.again} />}
            <div class="halves">
              <GithubCard
                connections={github}
                isFirst={aws.length === 0}
                samples={samples}
                onChange={connections.again}
              />
              <AwsCard connections={aws} isFirst={github.length === 0} samples={samples} onChange={connections.again} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}
