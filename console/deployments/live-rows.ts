// Rows that change as their events come.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { LiveState } from '../../client/connection.ts'
import { liveEvents } from '../../client/socket.ts'
import type { PandaEvent } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { hearApprovals } from '../approvals/waiting.tsx'
import { useWakes } from '../deployment/wakes.ts'
import { type Following, following } from './following.ts'
import { isOver, newer, type Row, rowAfter } from './row.ts'

/** `connection`: undefined while there is nothing to follow. */
export type LiveRows = { rows: Row[]; connection: LiveState | undefined; fault: unknown }

/** `onEvent` is told what has happened, for what else depends on it. */
export const useLiveRows = (loaded: readonly Row[], onEvent?: (event: PandaEvent) => void): LiveRows => {
  const { panda } = usePanda()
  const wakes = useWakes()
  const [live, setLive] = useState<ReadonlyMap<string, Row>>(new Map())
  const [connection, setConnection] = useState<LiveState>('connecting')
  const [fault, setFault] = useState<unknown>()
  const followed = useRef<Following>(undefined)
  const rows = loaded.map(row => newer(row, live.get(row.deploymentId)))
  const newest = useRef({ rows, onEvent })
  newest.current = { rows, onEvent }

  useEffect(() => {
    setFault(undefined)
    const event = (event: PandaEvent) => {
      setLive(live => {
        const id = event.deploymentId
        const before = live.get(id) ?? newest.current.rows.find(one => one.deploymentId === id)
        return before ? new Map(live).set(id, rowAfter(before, event)) : live
      })
      newest.current.onEvent?.(event)
      hearApprovals(event)
    }
    followed.current = following(liveEvents(panda, { onState: setConnection }), { event, fault: setFault })
    return () => followed.current?.close()
  }, [panda, wakes])

  const unfinished = rows.filter(row => !isOver(row)).map(row => row.deploymentId)
  useEffect(() => {
    followed.current?.set(newest.current.rows)
  }, [panda, wakes, unfinished.join()])

  return { rows, connection: unfinished.length > 0 ? connection : undefined, fault }
}
