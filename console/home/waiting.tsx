import type { Row } from '../deployments/row.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'

/** What nobody but the reader can bring on. */
export const Waiting = ({ rows }: { rows: readonly Row[] }) => {
  const { home: words } = useWords()
  return (
    <>
      {rows
        .filter(({ status }) => status === 'DEPLOYMENT_READY')
        .map(({ deploymentId, owner, repo, branch }) => (
          <Notice
            key={deploymentId}
            kind="ask"
            action={
              <ButtonLink kind="primary" small to={`/deployments/${encodeURIComponent(deploymentId)}`}>
                {words.waitingLook}
              </ButtonLink>
            }
          >
            <p class="strong">
              {words.waiting}: {`${owner}/${repo}`} ({branch})
            </p>
            <p>{words.waitingText}</p>
          </Notice>
        ))}
    </>
  )
}
