// Sees a program to its end: its lines, its last words, and why it ended.
import type { TaskOrder } from '../../region/kernel.ts'
import type { Kept } from './keeper.ts'
import { readLines } from './lines.ts'

type Attended = {
  kept: Kept
  /** Why it ends, if that is known before it has. */
  reason?: string
}

export const attend = async (task: Attended, order: Pick<TaskOrder, 'onLine' | 'onExit'>): Promise<void> => {
  const { stdout, stderr, gone, ended } = task.kept
  const hurry = [stdout, stderr].map(stream => readLines(stream, order.onLine))
  await gone
  for (const now of hurry) now()
  const code = await ended
  order.onExit(code, task.reason ?? reasonOf(code))
}

const reasonOf = (code: number | null): string => {
  if (code === null) return 'killed'
  // A shell's way to say that a signal ended a program.
  return code > 128 && code < 160 ? `ended by signal ${code - 128}` : `exited with code ${code}`
}
