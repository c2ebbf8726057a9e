// The deployments that are killed. Each can be told again and again on one folder: what it leaves is what the next begins
// from. What two stories do in the very same way is killed in one of them.
import type { Message } from './program.ts'

export type StoryName =
  | 'very first'
  | 'first release'
  | 'second release'
  | 'cancel'
  | 'unhealthy green'
  | 'sick after switch'

/** From the first passing of a call to that of another, with both; none: from the beginning, to the end. */
type Window = { from?: string; until?: string }

export type Story = {
  name: StoryName
  /** On a folder that has seen nothing: `folder`. A service of its own each time: `service`. */
  new?: 'folder' | 'service'
  message(text: string): Message
  /** What is asked for at READY; none: it needs no asking. */
  atReady?: 'switch' | 'cancel'
  windows: Window[]
  /** Points count only from when it waits for what is asked for. */
  armedAtReady?: true
  settings?: Record<string, string>
  end: { code: 'COMPLETED' | 'CANCELLED' | 'FAILED'; errorCode?: string }
  /** Traffic may have been on the new one and come back. */
  movesBack?: true
}

/** Its first: of each event there is one. */
const event = (code: string) => `table put event ${code}`
const well = (text: string): Message => ({ text })
const completed = { code: 'COMPLETED' } as const
const sick = { code: 'FAILED', errorCode: 'HEALTH_CHECK_FAILED' } as const

export const stories: Story[] = [
  {
    name: 'second release',
    message: well,
    atReady: 'switch',
    windows: [{}],
    end: completed,
  },
  {
    name: 'cancel',
    message: well,
    atReady: 'cancel',
    armedAtReady: true,
    windows: [{}],
    end: { code: 'CANCELLED' },
  },
  {
    name: 'sick after switch',
    message: text => ({ text, sick: true }),
    windows: [{ from: event('SWITCHING'), until: event('FAILED') }],
    end: sick,
    movesBack: true,
  },
  {
    name: 'first release',
    new: 'service',
    message: well,
    windows: [{ from: event('INFRA_STARTED') }],
    end: completed,
  },
  {
    name: 'very first',
    new: 'folder',
    message: well,
    windows: [
      { from: event('INITIALIZED'), until: event('CLONE_STARTED') },
      { from: event('PUSH_STAGE_STARTED'), until: event('LOGIN_STARTED') },
    ],
    end: completed,
  },
  {
    name: 'unhealthy green',
    message: text => ({ text, unhealthy: true }),
    windows: [{ from: event('RELEASE_STARTED'), until: event('FAILED') }],
    // A program that never gets up keeps the steps of a new start waiting for 30 s (local/programs-back.ts): 4 s at this rate.
    settings: { PANDA_CLOCK_RATE: '8', PANDA_GREEN_MINUTES: '0.2' },
    end: sick,
  },
]

/** From where on calls are counted. */
export const beginning = ({ windows }: Story): { from?: string } => {
  const from = windows[0]?.from
  return from === undefined ? {} : { from }
}

/** Of all that a run has passed, in their order. */
export const within = <P extends { call: string }>({ name, windows }: Story, points: readonly P[]): P[] =>
  windows.flatMap(({ from, until }) => {
    const first = from ? points.findIndex(({ call }) => call === `${from} #1`) : 0
    const last = until ? points.findLastIndex(({ call }) => call === `${until} #1`) : points.length
    if (first < 0 || last < first) throw new Error(`${name} does not go from ${from} to ${until}`)
    return points.slice(first, last + 1)
  })
