// One page of figures for the service. Dashboards of all regions share an account's names.
// The first three of an account cost nothing, each further one 3 USD a month.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import { sub } from './references.ts'

export const dashboard = () => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: sub(`panda-\${Base}-\${AWS::Region}`),
      DashboardBody: sub(JSON.stringify({ widgets: widgets.map(placed) })),
    },
  },
})

type Metric = (string | Record<string, string>)[]
type Widget = { title: string; metrics: Metric[] }

const balancer = ['LoadBalancer', `\${LoadBalancer.LoadBalancerFullName}`]
const group = (id: string) => ['TargetGroup', `\${${id}.TargetGroupFullName}`, ...balancer]
const service = ['ClusterName', `\${EcsCluster}`, 'ServiceName', `\${EcsService.Name}`]

const traffic = (name: string, options: Record<string, string>): Metric => [
  'AWS/ApplicationELB',
  name,
  ...balancer,
  options,
]
const hosts = (name: string, id: string, label: string): Metric => [
  'AWS/ApplicationELB',
  name,
  ...group(id),
  { stat: 'Maximum', label },
]
const load = (name: string, label: string): Metric => ['AWS/ECS', name, ...service, { stat: 'Average', label }]

const widgets: Widget[] = [
  { title: 'Requests a minute', metrics: [traffic('RequestCount', { stat: 'Sum', label: 'Requests' })] },
  {
    title: 'Errors a minute',
    metrics: [
      traffic('HTTPCode_Target_5XX_Count', { stat: 'Sum', label: 'The program: 5xx' }),
      traffic('HTTPCode_ELB_5XX_Count', { stat: 'Sum', label: 'The load balancer: 5xx' }),
      traffic('HTTPCode_Target_4XX_Count', { stat: 'Sum', label: 'The program: 4xx' }),
    ],
  },
  {
    title: 'Answering takes, in seconds',
    metrics: [
      traffic('TargetResponseTime', { stat: 'p50', label: 'p50' }),
      traffic('TargetResponseTime', { stat: 'p95', label: 'p95' }),
    ],
  },
  {
    title: 'Tasks',
    metrics: [
      hosts('HealthyHostCount', 'TargetGroupA', 'Healthy, A'),
      hosts('HealthyHostCount', 'TargetGroupB', 'Healthy, B'),
      hosts('UnHealthyHostCount', 'TargetGroupA', 'Unhealthy, A'),
      hosts('UnHealthyHostCount', 'TargetGroupB', 'Unhealthy, B'),
    ],
  },
  {
    title: 'Of what the tasks have, in percent',
    metrics: [load('CPUUtilization', 'CPU'), load('MemoryUtilization', 'Memory')],
  },
]

/** Three a row, on a grid of 24 columns. */
const placed = ({ title, metrics }: Widget, index: number) => ({
  type: 'metric',
  x: (index % 3) * 8,
  y: Math.floor(index / 3) * 6,
  width: 8,
  height: 6,
  properties: {
    title,
    metrics,
    view: 'timeSeries',
    period: 60,
    region: `\${AWS::Region}`,
    yAxis: { left: { min: 0 } },
  },
})
