// Which events are shown: those that hold the words, are of the stage, or tell of a problem.
import type { PandaEvent } from '../../client/types.ts'

export type LogFilter = { text: string; stage: number | null; problems: boolean }
export const everything: LogFilter = { text: '', stage: null, problems: false }

export const filtered = (
  events: readonly PandaEvent[],
  { text, stage, problems }: LogFilter,
): readonly PandaEvent[] => {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0 && stage === null && !problems) return events
  return events.filter(
    event =>
      (stage === null || event.details.stage === stage) &&
      (!problems || isProblem(event)) &&
      (wanted.length === 0 || holds(event, wanted)),
  )
}

export const isProblem = ({ type, code, details }: PandaEvent) =>
  type === 'fail' ||
  code === 'STOPPING' ||
  code === 'ROLLED_BACK' ||
  (code === 'HEALTH_CHECK_PROGRESS' && isBad(details.httpStatus))

const isBad = (httpStatus: unknown) => !(Number(httpStatus) >= 200 && Number(httpStatus) < 300)

const holds = ({ code, message, details }: PandaEvent, wanted: string[]) => {
  const all = `${code} ${message} ${JSON.stringify(details)}`.toLowerCase()
  return wanted.every(word => all.includes(word))
}
