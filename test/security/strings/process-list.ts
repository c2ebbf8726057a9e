// What `ps` shows of a program and all that it starts: looked at over and over, as processes live for milliseconds.
import { readdirSync, readFileSync } from 'node:fs'
import type { Haystack } from './secret-forms.ts'

const everyMs = 5

export const sampling = (root: number) => {
  const lines = new Set<string>()
  let samples = 0
  const look = () => {
    samples++
    const parents = new Map<number, number>()
    for (const name of readdirSync('/proc')) {
      const pid = Number(name)
      if (!Number.isInteger(pid)) continue
      const stat = read(`/proc/${pid}/stat`)
      // The name in brackets may have anything in it.
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    }
    for (const pid of parents.keys())
      if (descends(pid, root, parents)) lines.add(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
  }
  const timer = setInterval(look, everyMs)
  return {
    end: () => clearInterval(timer),
    seen: (): Haystack[] => [...lines].filter(Boolean).map(text => ({ where: 'the process list', text })),
    samples: () => samples,
  }
}

const descends = (pid: number, root: number, parents: Map<number, number>) => {
  let at: number | undefined = pid
  for (let steps = 0; at !== undefined && at > 1 && steps < 50; steps++) {
    if (at === root) return true
    at = parents.get(at)
  }
  return false
}

/** It may have ended between two looks. */
const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
