// One who is told: where, of what; a sample now; and good-bye.
import { useState } from 'preact/hooks'
import type { NotificationTest, NotificationView } from '../../client/types.ts'
import type { TargetKind } from '../../core/notices.ts'
import { noticeKinds } from '../../core/notices.ts'
import { usePanda } from '../api.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Notice } from '../parts/notice.tsx'
import { Removal } from '../parts/removal.tsx'
import { useWords } from '../words.ts'

type TargetRowProps = { target: NotificationView; onRemoved(): void }

export const TargetRow = ({ target, onRemoved }: TargetRowProps) => {
  const { notifications: words } = useWords()
  const { panda } = usePanda()
  const [answer, setAnswer] = useState<NotificationTest>()
  const test = useAction(async () => setAnswer(await panda.testNotification(target.id)))
  const { owner, repo, environment, events } = target
  const name = nameOf(target)
  return (
    <Card
      class="notification"
      title={name}
      aside={
        <>
          <Button small busy={test.busy} onClick={() => void test.run()}>
            {words.test}
            <span class="unseen">: {name}</span>
          </Button>
          <Removal
            {...{ name, label: words.remove, title: words.removeTitle(name), text: words.removeWhat }}
            done={words.removed(name)}
            remove={async () => {
              await panda.removeNotification(target.id)
              onRemoved()
            }}
          />
        </>
      }
    >
      <p>
        {words.kinds[target.kind as TargetKind] ?? target.kind}{' '}
        <code>
          {target.host}…{target.tail}
        </code>
      </p>
      <p class="muted small">
        {owner}/{repo}, {environment}:{' '}
        {events.length === noticeKinds.length
          ? words.everything
          : events.map(one => words.eventNames[one as keyof typeof words.eventNames] ?? one).join(', ')}
      </p>
      {test.fault !== undefined && <FaultNotice fault={test.fault} />}
      {answer && (
        <Notice kind={answer.delivered ? 'good' : 'bad'}>
          {answer.delivered ? words.taken(answer.ms) : words.notTaken(answer.error ?? '')}
        </Notice>
      )}
    </Card>
  )
}

const nameOf = ({ channel, host, tail }: NotificationView) => channel ?? `${host}…${tail}`
