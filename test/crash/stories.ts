// The deployments that are killed. Each can be told again and again on one folder: what it leaves is what the next begins from.
import type { Message } from './program.ts'

export type StoryName = 'first release' | 'second release' | 'cancel' | 'unhealthy green' | 'sick after the switch'

export type Story = {
  name: StoryName
  /** A service of its own each time. */
  first?: true
  message(text: string): Message
  /** What is asked for at READY; none: it needs no asking. */
  atReady?: 'switch' | 'cancel'
  /** Killed only from this call on: what comes before is another story's. */
  from?: string
  /** Armed only when it waits for what is asked for. */
  armedAtReady?: true
  settings?: Record<string, string>
  /** How it ends; the programs of what is named here may have served. */
  end: { code: 'COMPLETED' | 'CANCELLED' | 'FAILED'; errorCode?: string; serves: 'new' | 'old' }
  /** Traffic may have been on the new one and come back. */
  movesBack?: true
}

const well = (text: string): Message => ({ text })

export const stories: Story[] = [
  { name: 'first release', first: true, message: well, end: { code: 'COMPLETED', serves: 'new' } },
  { name: 'second release', message: well, atReady: 'switch', end: { code: 'COMPLETED', serves: 'new' } },
  { name: 'cancel', message: well, atReady: 'cancel', armedAtReady: true, end: { code: 'CANCELLED', serves: 'old' } },
  {
    name: 'unhealthy green',
    message: text => ({ text, unhealthy: true }),
    from: 'table put event RELEASE_STARTED #1',
    settings: { PANDA_GREEN_MINUTES: '0.025' },
    end: { code: 'FAILED', errorCode: 'HEALTH_CHECK_FAILED', serves: 'old' },
  },
  {
    name: 'sick after the switch',
    message: text => ({ text, sick: true }),
    from: 'table put event SWITCHING #1',
    end: { code: 'FAILED', errorCode: 'HEALTH_CHECK_FAILED', serves: 'old' },
    movesBack: true,
  },
]
