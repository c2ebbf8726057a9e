import { useState } from 'preact/hooks'
import type { AwsConnection, Permissions } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'
import { Disconnect } from './disconnect.tsx'
import { PermissionResult } from './permission-result.tsx'

type AwsRowProps = { connection: AwsConnection; tested: Permissions | undefined; onChange(): void }

export const AwsRow = ({ connection, tested, onChange }: AwsRowProps) => {
  const { connect: words } = useWords()
  const { panda } = usePanda()
  const { awsConnectionId, accountId, region, createdAt } = connection
  const [result, setResult] = useState<Permissions>()
  const { run, busy, fault } = useAction(async () => setResult(await panda.permissions(awsConnectionId)))
  const shown = result ?? tested
  return (
    <li class="connection">
      <div class="connection-what">
        <p class="row-name">
          <span class="strong">{words.account(accountId, region)}</span>
        </p>
        <p class="muted small">
          {words.connected} <Ago at={createdAt} />
        </p>
      </div>
      <div class="actions">
        <Button small busy={busy} onClick={() => void run()}>
          {shown ? words.testAgain : words.testPermissions}
        </Button>
        <Disconnect
          id={awsConnectionId}
          what={words.account(accountId, region)}
          consequence={words.deleteAws}
          onDeleted={onChange}
        />
      </div>
      {fault !== undefined ? <FaultNotice fault={fault} /> : shown && <PermissionResult permissions={shown} />}
    </li>
  )
}
