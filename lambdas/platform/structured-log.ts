// Lines of JSON, and metrics in them, for CloudWatch. Powertools does the same and more, for 12 ms of each cold start (a fifth
// of loading the SDK with DynamoDB's client). Metrics:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { metricNamespace } from './metric-names.ts'
import type { Facts, Watch } from './watched.ts'

/** Past Lambda's console, which would put its own words before each line. */
const toOutput = (line: string) => void process.stdout.write(line)

export const structuredLog = (service: string, write = toOutput): Watch => {
  const line = (level: 'INFO' | 'ERROR', message: string, facts: Facts, more: object = {}) =>
    write(`${JSON.stringify({ level, message, timestamp: new Date(), service, ...trace(), ...facts, ...more })}\n`)
  return {
    line: facts => line('INFO', String(facts.outcome), facts),
    fault: (fault, facts) => line('ERROR', fault.message, facts, { fault }),
    // Written at once: an invocation that is cut off keeps what it has counted.
    count: metric => write(`${JSON.stringify({ _aws: counted(metric), service, [metric]: 1 })}\n`),
  }
}

/** Lambda sets it anew for each invocation: `Root=1-…;Parent=…;Sampled=1`. */
const trace = () => {
  const [, root] = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '') ?? []
  return root === undefined ? {} : { xray_trace_id: root }
}

const counted = (metric: string) => ({
  Timestamp: Date.now(),
  CloudWatchMetrics: [
    { Namespace: metricNamespace, Dimensions: [['service']], Metrics: [{ Name: metric, Unit: 'Count' }] },
  ],
})
