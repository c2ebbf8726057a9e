// Structured lines and metrics for CloudWatch: https://docs.aws.amazon.com/powertools/typescript/latest/
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { metricNamespace } from './metric-names.ts'
import type { Watch } from './watched.ts'

export const powertools = (functionName: string): Watch => {
  const logger = new Logger({ serviceName: functionName })
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: functionName })
  return {
    line: facts => logger.info(String(facts.outcome), facts),
    fault: (fault, facts) => logger.error(fault.message, { ...facts, fault }),
    // Written at once: an invocation that is cut off keeps what it has counted.
    count: metric => metrics.singleMetric().addMetric(metric, MetricUnit.Count, 1),
  }
}
