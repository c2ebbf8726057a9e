// A scrolled box stays at its end as more comes, unless its reader has scrolled up.
import { useEffect, useRef } from 'preact/hooks'

const nearPx = 24
/** What scrolls this long after a touch was scrolled by a person, and not by what came. */
const touchMs = 1000
const touches = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

export const useStuckToEnd = (length: number) => {
  const box = useRef<HTMLElement>(null)
  const stuck = useRef(true)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    let touchedAt = 0
    const touched = () => {
      touchedAt = Date.now()
    }
    const scrolled = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
      if (near || Date.now() - touchedAt < touchMs) stuck.current = near
    }
    for (const touch of touches) element.addEventListener(touch, touched, { passive: true })
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      for (const touch of touches) element.removeEventListener(touch, touched)
      element.removeEventListener('scroll', scrolled)
    }
  }, [])
  useEffect(() => {
    const element = box.current
    if (element && stuck.current) element.scrollTop = element.scrollHeight
  }, [length])
  return box
}
