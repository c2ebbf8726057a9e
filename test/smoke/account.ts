// The platform's own account, as its owner's profile may read it.
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { BatchGetBuildsCommand, CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild'
import type { Stage } from '../../aws/deployed.ts'
import type { Account } from './trip.ts'

/** The name that everything of a stage begins with: as lib/place.ts names it. */
const prefixOf = (stage: Stage) => (stage === 'prod' ? 'panda' : 'panda-dev')

export const account = (at: { region: string; stage: Stage }): Account => {
  const { region } = at
  const prefix = prefixOf(at.stage)
  const cloudwatch = new CloudWatchClient({ region })
  const codebuild = new CodeBuildClient({ region })
  return {
    async invocations(fn, since) {
      const Dimensions = [{ Name: 'FunctionName', Value: `${prefix}-${fn}` }]
      const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions }
      const { MetricDataResults } = await cloudwatch.send(
        new GetMetricDataCommand({
          StartTime: since,
          EndTime: new Date(Date.now() + 60_000),
          MetricDataQueries: [{ Id: 'invocations', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        }),
      )
      return (MetricDataResults?.[0]?.Values ?? []).reduce((sum, value) => sum + value, 0)
    },

    async latestReport() {
      const list = new ListBuildsForProjectCommand({ projectName: `${prefix}-build`, sortOrder: 'DESCENDING' })
      const ids = (await codebuild.send(list)).ids?.slice(0, 1)
      if (!ids?.length) return undefined
      const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids }))
      return builds?.[0]?.exportedEnvironmentVariables?.find(({ name }) => name === 'PANDA_REPORT')?.value
    },

    async ringing() {
      const list = new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, StateValue: 'ALARM' })
      return ((await cloudwatch.send(list)).MetricAlarms ?? []).map(({ AlarmName }) => AlarmName ?? '?')
    },
  }
}
