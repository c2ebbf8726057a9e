// What was done elsewhere: nobody is told, so a page looks when somebody comes back to it, and tabs of one browser tell
// each other.
import { useEffect, useRef } from 'preact/hooks'

/** A window that comes back says so more than once. */
const onceInMs = 1000
const channel = 'panda'

/** Something was started, or connected: the other tabs show it. */
export const tellOtherTabs = () => {
  const others = new BroadcastChannel(channel)
  others.postMessage('changed')
  others.close()
}

/** Called when this window is looked at again, the network is back, or another tab has changed something. */
export const useElsewhere = (look: () => void) => {
  const newest = useRef(look)
  newest.current = look
  useEffect(() => {
    let last = 0
    const back = () => {
      if (document.visibilityState === 'hidden' || Date.now() - last < onceInMs) return
      last = Date.now()
      newest.current()
    }
    const others = new BroadcastChannel(channel)
    others.addEventListener('message', () => newest.current())
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
