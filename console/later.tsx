// A page that few people open: its script is sent when it is first shown.
import type { JSX } from 'preact'
import { useLoad } from './load.tsx'
import { Button } from './parts/button.tsx'
import { Notice } from './parts/notice.tsx'
import { Skeleton } from './parts/skeleton.tsx'
import { useWords } from './words.ts'

type Page = () => JSX.Element

/** What does not come has been replaced by a newer Panda's, or the line is down: the whole page is loaded again. */
export const later = (come: () => Promise<{ Page: Page }>): Page => {
  const Later = () => {
    const { frame } = useWords()
    const { data, fault } = useLoad(come, [])
    if (data) return <data.Page />
    if (fault === undefined) return <Skeleton rows={6} />
    return (
      <Notice kind="bad" action={<Button onClick={() => location.reload()}>{frame.loadAgain}</Button>}>
        {frame.notCome}
      </Notice>
    )
  }
  return Later
}
