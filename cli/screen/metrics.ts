// The figures, drawn: each against its target, the stages as bars, and a line for each service.
import type { ServiceFigures } from '../../core/metrics.ts'
import type { FiguresReport } from '../../core/metrics-report.ts'
import type { Rate, Times } from '../../core/metrics-spread.ts'
import type { Colors } from '../shell.ts'
import type { PlainWord, Say } from '../words.ts'
import { clean } from './clean.ts'
import { duration } from './figures.ts'
import { type Column, table } from './table.ts'
import { padded, widthOf } from './width.ts'

/** `width` undefined: a pipe, where nothing is cut. */
type Canvas = { width: number | undefined; say: Say; colors: Colors }

export const metricsLines = (report: FiguresReport, canvas: Canvas): string[] => {
  const { say, colors } = canvas
  const { all, services } = report
  const { completed, failed, cancelled, unfinished, rollbacks } = all.deployments
  return [
    colors.bold(say('metrics.of', { days: report.days, read: report.read })),
    colors.dim(say('metrics.counts', { completed, failed, cancelled, unfinished, rollbacks })),
    ...(report.cut ? [colors.yellow(say('metrics.cut', { read: report.read, from: report.from }))] : []),
    '',
    ...table(rowsOf(all, say), columnsOf(canvas), canvas),
    ...stageLines(all, canvas),
    ...(services.length > 1 ? ['', ...table(services, serviceColumns(canvas), canvas)] : []),
  ]
}

type Row = { name: PlainWord; value: string; p95: string; target: string; verdict: Rate['verdict']; of: number }

const rowsOf = (figures: ServiceFigures, say: Say): Row[] => {
  const rate = (
    name: PlainWord,
    of: Rate,
    text: Text,
    target: 'metrics.least' | 'metrics.most' = 'metrics.least',
  ): Row => ({
    ...{ name, value: of.value === null ? none : text(of.value), p95: '' },
    target: of.target === null ? none : say(target, { value: text(of.target) }),
    ...{ verdict: of.verdict, of: of.of },
  })
  const seconds = (value: number) => timeOf(value, say)
  const times = (name: PlainWord, { p50, p95, target, verdict, of }: Times): Row => ({
    ...{ name, verdict, of },
    value: p50 === null ? none : seconds(p50),
    p95: p95 === null ? none : seconds(p95),
    target: target === null ? none : say('metrics.most', { value: seconds(target) }),
  })
  return [
    rate('metrics.frequency', figures.deploymentsPerWeek, String),
    times('metrics.lead', figures.leadTimeSeconds),
    rate('metrics.failures', figures.changeFailureRate, percent),
    times('metrics.restore', figures.timeToRestoreSeconds),
    rate('metrics.success', figures.successRate, percent),
    times('metrics.pipeline', figures.pipelineSeconds),
    times('metrics.rollback', figures.rollbackSeconds),
    rate('metrics.downtime', figures.downtimeSeconds, seconds, 'metrics.most'),
  ]
}

type Text = (value: number) => string

const columnsOf = ({ say, colors }: Canvas): Column<Row>[] => [
  { title: say('metrics.figure'), text: ({ name }) => say(name), least: 12 },
  { title: say('metrics.value'), text: ({ value }) => value, align: 'right' },
  { title: 'P95', text: ({ p95 }) => p95, align: 'right', spare: 1 },
  { title: say('metrics.target'), text: ({ target }) => target, spare: 2, color: text => colors.dim(text) },
  {
    title: say('metrics.verdict'),
    text: ({ verdict }) => (verdict === null ? none : say(`metrics.${verdict}`)),
    color: (text, { verdict }) => verdictColor(verdict, colors)(text),
  },
  { title: say('metrics.n'), text: ({ of }) => String(of), align: 'right', spare: 3, color: text => colors.dim(text) },
]

const verdictColor = (verdict: Rate['verdict'], colors: Colors) =>
  verdict === 'met' ? colors.green : verdict === 'missed' ? colors.red : colors.dim

const mostBar = 40

const stageLines = ({ stages }: ServiceFigures, { width = 100, say, colors }: Canvas): string[] => {
  const measured = stages.filter(({ p50 }) => p50 !== null)
  if (measured.length === 0) return []
  const names = measured.map(({ name }) => say(`stage.${name}`))
  const times = measured.map(({ p50, p95 }) => say('metrics.usual', { p50: of(p50), p95: of(p95) }))
  const [name, time] = [names, times].map(texts => Math.max(...texts.map(widthOf))) as [number, number]
  const columns = Math.max(0, Math.min(mostBar, width - name - time - 4))
  const longest = Math.max(...measured.map(({ p95 }) => p95!), 0.1)
  const lines = measured.map(({ p50, p95 }, n) => {
    const [usual, slow] = [p50!, p95!].map(seconds => Math.round((seconds / longest) * columns)) as [number, number]
    const bar = colors.cyan('━'.repeat(usual)) + colors.dim('─'.repeat(slow - usual)) + ' '.repeat(columns - slow)
    return `${padded(names[n]!, name)}  ${bar}  ${padded(times[n]!, time, 'right')}`
  })
  return ['', colors.dim(say('metrics.stages')), ...lines]

  function of(seconds: number | null) {
    return duration(seconds ?? 0, say)
  }
}

type Service = FiguresReport['services'][number]

const serviceColumns = ({ say, colors }: Canvas): Column<Service>[] => {
  const rate = (word: PlainWord, value: (figures: ServiceFigures) => Rate, text: (value: number) => string) =>
    judged(word, value, one => (one.value === null ? none : text(one.value)))
  const times = (word: PlainWord, value: (figures: ServiceFigures) => Times) =>
    judged(word, value, one => (one.p50 === null ? none : timeOf(one.p50, say)))
  return [
    { title: say('column.repository'), text: ({ owner, repo }) => clean(`${owner}/${repo}`), least: 12 },
    { title: say('column.environment'), text: ({ environment }) => clean(environment), least: 7 },
    rate('metrics.short.week', one => one.deploymentsPerWeek, String),
    { ...times('metrics.short.lead', one => one.leadTimeSeconds), spare: 3 },
    { ...rate('metrics.short.failures', one => one.changeFailureRate, percent), spare: 2 },
    { ...times('metrics.short.restore', one => one.timeToRestoreSeconds), spare: 4 },
    rate('metrics.short.success', one => one.successRate, percent),
  ]

  function judged<Figure extends Rate | Times>(
    word: PlainWord,
    figure: (figures: ServiceFigures) => Figure,
    text: (figure: Figure) => string,
  ): Column<Service> {
    return {
      title: say(word),
      text: ({ figures }) => text(figure(figures)),
      align: 'right',
      color: (shown, { figures }) => {
        const { verdict } = figure(figures)
        return verdict === null ? shown : verdictColor(verdict, colors)(shown)
      },
    }
  }
}

const day = 86_400

/** A commit may be days old. */
const timeOf = (seconds: number, say: Say) =>
  seconds < 2 * day
    ? duration(seconds, say)
    : say('metrics.days.hours', { days: Math.floor(seconds / day), hours: Math.floor((seconds % day) / 3600) })

const none = '–'
const percent = (share: number) => `${Math.round(share * 1000) / 10}%`
