// What was done elsewhere: nobody is told, so a page looks when somebody comes back to it, and tabs of one browser tell
// each other.
import { useEffect, useRef } from 'preact/hooks'

/** A window that comes back says so more than once. */
const onceInMs = 1000
const channel = 'panda'
/** Lists follow what was done within moments: whoever looks at once may be too early. */
const looksMs = [0, 700, 2500]

/** Something was started, or connected: the other tabs show it. */
export const tellOtherTabs = () => {
  const others = new BroadcastChannel(channel)
  others.postMessage('changed')
  others.close()
}

/** Answers what to call when something has just changed: it looks now, and a few moments later. */
export const useLooks = (look: () => void): (() => void) => {
  const newest = useRef(look)
  newest.current = look
  const timers = useRef<ReturnType<typeof setTimeout>[]>([])
  const stop = () => {
    for (const timer of timers.current) clearTimeout(timer)
  }
  useEffect(() => stop, [])
  return () => {
    stop()
    timers.current = looksMs.map(ms => setTimeout(() => newest.current(), ms))
  }
}

/** Called when this window is looked at again, the network is back, or another tab has changed something. */
export const useElsewhere = (look: () => void) => {
  const changed = useLooks(look)
  const newest = useRef({ look, changed })
  newest.current = { look, changed }
  useEffect(() => {
    let last = 0
    const back = () => {
      if (document.visibilityState === 'hidden' || Date.now() - last < onceInMs) return
      last = Date.now()
      newest.current.look()
    }
    const others = new BroadcastChannel(channel)
    others.addEventListener('message', () => newest.current.changed())
    addEventListener('focus', back)
    addEventListener('online', back)
    document.addEventListener('visibilitychange', back)
    return () => {
      others.close()
      removeEventListener('focus', back)
      removeEventListener('online', back)
      document.removeEventListener('visibilitychange', back)
    }
  }, [])
}
