import { Page } from './frame.tsx'
import { Empty } from './parts/empty.tsx'
import { Link } from './router.tsx'
import { useWords } from './words.ts'

export const UnknownPage = () => {
  const { frame } = useWords()
  return (
    <Page title={frame.unknownTitle}>
      <Empty text={frame.unknownText}>
        <Link to="/deployments" class="button">
          {frame.unknownWay}
        </Link>
      </Empty>
    </Page>
  )
}
