// In the process of a contender: posts per second, when one message goes to 300 sockets again and again.
import { writeSync } from 'node:fs'

export const endpoint = process.argv[2] ?? ''
export const sockets = Array.from({ length: 300 }, (_, n) => `L0SM9cOFvHcCIhw${String(n).padStart(3, '0')}=`)
/** As an event that goes to a socket. */
export const message = JSON.stringify({
  ...{ type: 'event', deploymentId: 'dep_0123456789abcdef01234567', seq: 12, timestamp: '2026-11-21T12:00:00.000Z' },
  ...{ code: 'SWITCH_REQUESTED', message: 'The traffic is to move to the new version', details: {} },
})

const [warm, measured] = [5, 10]

export const measure = async (push: () => Promise<void>) => {
  for (let n = 0; n < warm; n++) await push()
  const began = performance.now()
  for (let n = 0; n < measured; n++) await push()
  writeSync(3, String((measured * sockets.length) / ((performance.now() - began) / 1_000)))
  process.exit(0)
}
