// How often this machine has come back: from sleep, or to a network. What was connected before is not to be trusted then.
import { useEffect, useState } from 'preact/hooks'

const lookMs = 5_000
/** A timer that is this late was not late: nothing ran. A hidden tab's timers come once a minute. */
const sleptMs = 90_000

export const useWakes = () => {
  const [wakes, set] = useState(0)
  useEffect(() => {
    let last = Date.now()
    const wake = () => {
      last = Date.now()
      set(wakes => wakes + 1)
    }
    const timer = setInterval(() => {
      const slept = Date.now() - last > sleptMs
      last = Date.now()
      if (slept) wake()
    }, lookMs)
    addEventListener('online', wake)
    return () => {
      clearInterval(timer)
      removeEventListener('online', wake)
    }
  }, [])
  return wakes
}
