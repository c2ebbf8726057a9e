// A scrolled box stays at its end as more comes, unless its reader has scrolled up.
import { useEffect, useRef } from 'preact/hooks'

const nearPx = 24

export const useStuckToEnd = (length: number) => {
  const box = useRef<HTMLElement>(null)
  const stuck = useRef(true)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const scrolled = () => {
      stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
    }
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => element.removeEventListener('scroll', scrolled)
  }, [])
  useEffect(() => {
    const element = box.current
    if (element && stuck.current) element.scrollTop = element.scrollHeight
  }, [length])
  return box
}
