// One function: its own role, its own log, and nothing that it was not given by a construct's `bind`.
import { Duration } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type Code, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { Variable } from '../aws/environment.ts'
import type { Entry } from '../lambdas/platform/needs.ts'
import { accept } from './accept.ts'
import { entries } from './entries.ts'
import { logGroup } from './log-group.ts'
import type { Place } from './place.ts'

export type Actions = readonly string[]

export class EntryFunction extends Construct {
  readonly lambda: Lambda
  readonly entry: Entry
  readonly name: string
  private readonly role: Role

  constructor(scope: Construct, entry: Entry, place: Place, code: Code) {
    super(scope, entry)
    this.entry = entry
    const { seconds, megabytes, why } = entries[entry]
    this.name = place.named(`panda-${entry}`)
    const logs = logGroup(this, 'Log', place, 'application', `/aws/lambda/panda-${entry}`)
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${this.name}: lambdas/platform/needs.ts says what it may do`,
    })
    // Not the managed policy: that may write every log there is, and make more.
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn])
    this.lambda = new Lambda(this, 'Function', {
      functionName: this.name,
      description: `Panda, lambdas/${entry}.ts. ${seconds} s: ${why}`,
      code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      // A fifth cheaper for the same work.
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(seconds),
      memorySize: megabytes,
      // Traces begin at the machine. One for each call would be the dearest part of a deployment (npm run cost)
      tracing: Tracing.PASS_THROUGH,
      // No reserved concurrency: a young account has 10 in all, and a stream or a queue slows down by itself.
      environment: place.settings.overrides,
      role: this.role,
      logGroup: logs,
    })
    accept(this.role, {
      'IAM5[Resource::*]': 'X-Ray (and ListStreams, which only lists) know no resources: AWS takes nothing but * here',
    })
  }

  give(key: Variable, value: string) {
    this.lambda.addEnvironment(key, value)
  }

  allow(actions: Actions, resources: string[], conditions?: Record<string, object>) {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources, conditions }))
  }

  /** A wildcard that is as narrow as it can be. */
  accept(finding: string, reason: string) {
    accept(this.role, { [`IAM5[Resource::${finding}]`]: reason })
  }
}
