// Programs that end. That they start is a process (processes.ts).
import { machines as real } from '../../../local/machines/machines.ts'
import { crossing } from '../crossing.ts'

export const machines: typeof real = options => {
  const all = real(options)
  return {
    ...all,
    start: order => crossing('passing', 'program start', () => all.start(order)),
    stop: (taskId, graceMs) => crossing('passing', 'program stop', () => all.stop(taskId, graceMs)),
  }
}
