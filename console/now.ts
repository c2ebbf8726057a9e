// The time, for what shows how long something has taken.
import { useEffect, useState } from 'preact/hooks'

export const useNow = (everyMs: number, running = true) => {
  const [now, set] = useState(Date.now)
  useEffect(() => {
    if (!running) return undefined
    set(Date.now())
    const timer = setInterval(() => set(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, running])
  return now
}
