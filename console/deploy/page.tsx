// Starts a deployment, and goes to its page.
import { usePanda } from '../api.ts'
import { useElsewhere } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { useWords } from '../words.ts'
import { DeployForm } from './form.tsx'

export const DeployPage = () => {
  const { deploy: words } = useWords()
  const { panda } = usePanda()
  const connections = useLoad(() => panda.connections(), [panda])
  useElsewhere(connections.again)
  const toConnect = (
    <ButtonLink kind="primary" to="/connect">
      {words.toConnect}
    </ButtonLink>
  )
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded of={connections} rows={5}>
        {({ github, aws }) => {
          if (github.length === 0)
            return (
              <Empty title={words.noGithub} text={words.noGithubText}>
                {toConnect}
              </Empty>
            )
          if (aws.length === 0)
            return (
              <Empty title={words.noAws} text={words.noAwsText}>
                {toConnect}
              </Empty>
            )
          return <DeployForm github={github} aws={aws} />
        }}
      </Loaded>
    </Page>
  )
}
