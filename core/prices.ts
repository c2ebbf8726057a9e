// AWS's list prices without the free tier, in dollars. Elsewhere they differ by up to a third.
export const pricesAsOf = { region: 'us-east-1', read: '2026-11' } as const

export const prices = {
  // https://aws.amazon.com/lambda/pricing/ (arm64)
  lambdaCall: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334,
  // https://aws.amazon.com/dynamodb/pricing/on-demand/
  tableWrite: 0.625 / 1e6,
  tableRead: 0.125 / 1e6,
  tableGigabyteMonth: 0.25,
  tableBackupGigabyteMonth: 0.2,
  // https://aws.amazon.com/step-functions/pricing/ (Standard)
  transition: 0.025 / 1e3,
  // https://aws.amazon.com/eventbridge/pricing/: what AWS services send is free, what is sent on to another account is not
  event: 1 / 1e6,
  // https://aws.amazon.com/api-gateway/pricing/
  httpCall: 1 / 1e6,
  socketMessage: 1 / 1e6,
  // https://aws.amazon.com/kms/pricing/
  keyMonth: 1,
  keyCall: 0.03 / 1e4,
  // https://aws.amazon.com/cloudwatch/pricing/: alarms are billed by the metric they look at
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  logGigabyte: 0.5,
  metricData: 0.01 / 1e3,
  // https://aws.amazon.com/xray/pricing/
  trace: 5 / 1e6,
  // https://aws.amazon.com/codebuild/pricing/ (arm1.small, Linux)
  buildMinute: 0.0034,
  // The server that this took the place of: https://aws.amazon.com/ec2/pricing/on-demand/, https://aws.amazon.com/elasticloadbalancing/pricing/
  smallServerHour: 0.0208,
  loadBalancerHour: 0.0225,
} as const
