// What a page asks for when it is shown, and what a button does.
import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { faultText } from './faults.ts'
import { Button } from './parts/button.tsx'
import { Notice } from './parts/notice.tsx'
import { Skeleton } from './parts/skeleton.tsx'
import { useWords } from './words.ts'

/** `data` stays while it is asked for again, and when that fails. */
export type Load<T> = { data: T | undefined; fault: unknown; loading: boolean; again(): void; set(data: T): void }

export const useLoad = <T,>(load: () => Promise<T>, dependencies: readonly unknown[]): Load<T> => {
  const [data, setData] = useState<T>()
  const [fault, setFault] = useState<unknown>()
  const [loading, setLoading] = useState(true)
  const turn = useRef(0)
  const again = useCallback(() => {
    const mine = ++turn.current
    const now = (run: () => void) => mine === turn.current && run()
    setLoading(true)
    load()
      .then(
        found =>
          now(() => {
            setData(found)
            setFault(undefined)
          }),
        (fault: unknown) => now(() => setFault(fault)),
      )
      .finally(() => now(() => setLoading(false)))
  }, dependencies)
  useEffect(() => {
    again()
    return () => void turn.current++
  }, [again])
  return { data, fault, loading, again, set: setData }
}

type LoadedProps<T> = { of: Load<T>; rows?: number; children: (data: T) => ComponentChildren }

/** Its place while it is waited for; the fault with a way to try again; else what came. */
export const Loaded = <T,>({ of: { data, fault, again, loading }, rows = 4, children }: LoadedProps<T>) => {
  const words = useWords()
  const failed = fault !== undefined && (
    <Notice
      kind="bad"
      action={
        <Button busy={loading} onClick={again}>
          {words.frame.retry}
        </Button>
      }
    >
      {faultText(fault, words)}
    </Notice>
  )
  if (data === undefined) return failed || <Skeleton rows={rows} />
  return (
    <>
      {failed}
      {children(data)}
    </>
  )
}

/** Of a button: busy while it runs, once at a time; the fault of the last run. */
export const useAction = <A extends unknown[]>(act: (...given: A) => Promise<void>) => {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const running = useRef(false)
  const run = async (...given: A): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setFault(undefined)
    try {
      await act(...given)
      return true
    } catch (fault) {
      setFault(fault)
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { run, busy, fault, clear: () => setFault(undefined) }
}
