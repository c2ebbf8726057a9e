// What is counted beside AWS's own figures, each with the dimension `service`: the function's name.

export const metricNamespace = 'Panda'

export const metricNames = [
  // Of `advance`. The stream brings an event at least once: after a retried batch one may be counted twice.
  'DeploymentsCompleted',
  'DeploymentsFailed',
  'DeploymentsCancelled',
  /** Something of a deployment remains that Panda could not undo: somebody has to look. */
  'RollbacksGivenUp',
  /** Of `push`: a message did not get to an open socket, which was closed for it. */
  'PushFailures',
  /** Of `api`: something was done, and its row of the audit log is not there; the log has it. */
  'AuditFailures',
  /** Of any function: an error that nobody expected. */
  'Faults',
] as const

export type Metric = (typeof metricNames)[number]
