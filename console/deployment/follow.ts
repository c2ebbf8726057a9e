// One deployment as it happens: its events from the first on, its build output, the figures of blue and green, and its state.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Panda } from '../../client/api.ts'
import { type LiveEvents, liveEvents } from '../../client/socket.ts'
import type { LiveDeployment, LiveFigures, LogChunk, PandaEvent } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { hearApprovals } from '../approvals/waiting.tsx'
import { type BuildLines, noLines, withChunks } from './build-lines.ts'
import { isOver, type Story, told, untold } from './story.ts'
import { useWakes } from './wakes.ts'

export type Connection = 'connecting' | 'open' | 'lost' | 'over'

export type Followed = {
  events: readonly PandaEvent[]
  story: Story
  output: BuildLines
  figures: LiveFigures | undefined
  state: LiveDeployment | undefined
  connection: Connection
  /** What Panda refuses with: there is no such deployment, or it is another's. */
  fault: unknown
  again(): void
  /** A command answered with the newest state. */
  know(state: LiveDeployment): void
}

type Arrived = Pick<Followed, 'events' | 'story' | 'output' | 'figures'>
const nothing: Arrived = { events: [], story: untold, output: noLines, figures: undefined }

/** What comes within this time is shown at once: thousands of old events are one picture, not thousands. */
const gatherMs = 50

export const useFollow = (id: string): Followed => {
  const { panda } = usePanda()
  const [arrived, setArrived] = useState(nothing)
  const [connection, setConnection] = useState<Connection>('connecting')
  const [fault, setFault] = useState<unknown>()
  const [turn, setTurn] = useState(0)
  const newest = useRef({ panda, arrived: nothing })
  const wakes = useWakes()

  useEffect(() => {
    // Another language: everything is told anew. Else it goes on after what is there.
    if (newest.current.panda !== panda) newest.current = { panda, arrived: nothing }
    const show = (after: Arrived) => {
      newest.current.arrived = after
      setArrived(after)
    }
    const { arrived } = newest.current
    if (isOver(arrived.story)) return undefined
    setFault(undefined)
    return follow(panda, id, arrived, { show, setConnection, setFault })
  }, [panda, id, turn, wakes])

  const { state, know } = useLiveState(panda, id, turn, arrived.story)
  return { ...arrived, state, connection, fault, again: () => setTurn(turn => turn + 1), know }
}

type Sinks = {
  show(arrived: Arrived): void
  setConnection(connection: Connection): void
  setFault(fault: unknown): void
}

/** Answers how to stop. */
const follow = (panda: Panda, id: string, from: Arrived, sinks: Sinks) => {
  const gatherer = gather(from, sinks.show)
  const stopped = new AbortController()
  const live = liveEvents(panda, {
    onState: state => stopped.signal.aborted || sinks.setConnection(state),
  })
  read(live, id, from.story.seq, stopped.signal, gatherer.add).then(
    () => {
      gatherer.flush()
      sinks.setConnection('over')
    },
    (fault: unknown) => stopped.signal.aborted || sinks.setFault(fault),
  )
  return () => {
    stopped.abort()
    live.close()
    gatherer.flush()
  }
}

type Item = PandaEvent | LogChunk | LiveFigures

const read = async (live: LiveEvents, id: string, after: number, signal: AbortSignal, add: (item: Item) => void) => {
  for await (const item of live.follow(id, { after, logs: true, figures: true, signal })) add(item)
}

const gather = (from: Arrived, show: (arrived: Arrived) => void) => {
  let before = from
  let items: Item[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (items.length === 0) return
    before = after(before, items)
    items = []
    show(before)
  }
  const add = (item: Item) => {
    items.push(item)
    timer ??= setTimeout(flush, gatherMs)
  }
  return { add, flush }
}

const after = (before: Arrived, items: readonly Item[]): Arrived => {
  const chunks = items.filter(item => item.type === 'log')
  const figures = items.filter(item => item.type === 'figures')
  const events = items.filter(item => item.type !== 'log' && item.type !== 'figures')
  for (const event of events) hearApprovals(event)
  return {
    events: events.length === 0 ? before.events : [...before.events, ...events],
    story: told(before.story, events),
    output: withChunks(before.output, chunks),
    figures: figures.at(-1) ?? before.figures,
  }
}

/** Who and what it is, which no event tells: asked for again when something has happened that it depends on. */
const useLiveState = (panda: Panda, id: string, turn: number, story: Story) => {
  const [state, know] = useState<LiveDeployment>()
  const moment = [story.status, story.stage, story.greenStarted, story.readyAt, story.rolledBack, story.gatesSeq].join()
  useEffect(() => {
    let current = true
    const keep = (state: LiveDeployment) => current && know(state)
    // What it cannot answer the socket says, too: there it is shown.
    panda.deployment(id).then(keep, () => {})
    return () => {
      current = false
    }
  }, [panda, id, turn, moment])
  return { state, know }
}
