// The figures for Prometheus: text format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/
// All are gauges over the window that was asked for. What was not measured has no sample. No tenant is named.
import type { ServiceFigures } from './metrics.ts'
import type { FiguresReport } from './metrics-report.ts'
import { type Times, targets } from './metrics-spread.ts'

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Record<string, string>
type Sample = { labels?: Labels; value: number | null }
type Metric = { name: string; help: string; samples: Sample[] }

export const textOf = (report: FiguresReport): string => {
  const about: Metric[] = [
    one('panda_window_days', 'Days that were asked for.', report.days),
    one('panda_deployments_read', 'Deployments that the figures are of.', report.read),
    one('panda_figures_cut', '1: there are more deployments in these days than are read.', report.cut ? 1 : 0),
    {
      name: 'panda_target',
      help: 'What a figure is held against: seconds, a ratio, or deployments a week.',
      samples: Object.entries(targets).map(([name, value]) => ({ labels: { figure: snake(name) }, value })),
    },
  ]
  return [...about, ...measured.map(metric => ofServices(metric, report))].flatMap(linesOf).join('')
}

const one = (name: string, help: string, value: number): Metric => ({ name, help, samples: [{ value }] })

/** Of one service and environment. */
type Measured = { name: string; help: string; of(figures: ServiceFigures): Sample[] }

const quantiles = ({ p50, p95 }: Pick<Times, 'p50' | 'p95'>, labels: Labels = {}): Sample[] => [
  { labels: { ...labels, quantile: '0.5' }, value: p50 },
  { labels: { ...labels, quantile: '0.95' }, value: p95 },
]

const measured: Measured[] = [
  {
    name: 'panda_deployments',
    help: 'Deployments that were accepted, by how they ended.',
    of: ({ deployments: { rollbacks: _, ...counts } }) =>
      Object.entries(counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
  },
  {
    name: 'panda_rollbacks',
    help: 'Those of them that were rollbacks.',
    of: ({ deployments }) => [{ value: deployments.rollbacks }],
  },
  {
    name: 'panda_deployments_per_week',
    help: 'Changes that users got, a week.',
    of: ({ deploymentsPerWeek }) => [deploymentsPerWeek],
  },
  {
    name: 'panda_lead_time_seconds',
    help: 'From the commit until users got it.',
    of: ({ leadTimeSeconds }) => quantiles(leadTimeSeconds),
  },
  {
    name: 'panda_change_failure_ratio',
    help: 'Changes that fell sick or were rolled back, of those that users got.',
    of: ({ changeFailureRate }) => [changeFailureRate],
  },
  {
    name: 'panda_time_to_restore_seconds',
    help: 'From the first sign of a failed change until a good release served.',
    of: ({ timeToRestoreSeconds }) => quantiles(timeToRestoreSeconds),
  },
  {
    name: 'panda_failed_changes_open',
    help: 'Failed changes after which no good release serves yet.',
    of: ({ timeToRestoreSeconds }) => [{ value: timeToRestoreSeconds.open }],
  },
  {
    name: 'panda_success_ratio',
    help: 'Deployments that completed, of those that completed or failed.',
    of: ({ successRate }) => [successRate],
  },
  {
    name: 'panda_pipeline_seconds',
    help: 'Worked until the bake begins, of changes that went well.',
    of: ({ pipelineSeconds }) => quantiles(pipelineSeconds),
  },
  {
    name: 'panda_stage_seconds',
    help: 'Worked in a stage, of changes that went well.',
    of: ({ stages }) => stages.flatMap(stage => quantiles(stage, { stage: stage.name })),
  },
  {
    name: 'panda_rollback_seconds',
    help: 'From a rollback being asked for, or needed, until it served.',
    of: ({ rollbackSeconds }) => quantiles(rollbackSeconds),
  },
  {
    name: 'panda_downtime_seconds',
    help: 'That releases which fell sick in their bake served on, as the logs tell.',
    of: ({ downtimeSeconds }) => [downtimeSeconds],
  },
]

const ofServices = ({ name, help, of }: Measured, { services }: FiguresReport): Metric => ({
  ...{ name, help },
  samples: services.flatMap(({ owner, repo, environment, figures }) =>
    of(figures).map(({ labels, value }) => ({ labels: { owner, repo, environment, ...labels }, value })),
  ),
})

const linesOf = ({ name, help, samples }: Metric): string[] => [
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} gauge\n`,
  ...samples.flatMap(({ labels = {}, value }) => (value === null ? [] : [`${name}${labelsOf(labels)} ${value}\n`])),
]

const labelsOf = (labels: Labels) => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
