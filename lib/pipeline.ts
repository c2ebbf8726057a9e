// The state machine: the very text of core/machine.ts, with the step function's ARN where its name stands.
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { machine } from '../core/machine.ts'
import { accept } from './accept.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import { logGroup } from './log-group.ts'
import { arnOf, type Place } from './place.ts'

export class Pipeline extends Construct {
  readonly machine: StateMachine
  readonly arn: string
  private readonly name: string

  constructor(scope: Construct, place: Place, step: EntryFunction) {
    super(scope, 'Pipeline')
    this.name = place.named('panda')
    // By its name: the machine refers to the step function, and so the step function cannot refer to it.
    this.arn = arnOf(Stack.of(this), 'states', `stateMachine:${this.name}`)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') })
    const { functionArn } = step.lambda
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: this.name,
      stateMachineType: StateMachineType.STANDARD,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder, filled below
      definitionBody: DefinitionBody.fromString(JSON.stringify(machine('${StepFunction}'))),
      definitionSubstitutions: { StepFunction: functionArn },
      role,
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        // The data holds task tokens: whoever reads a log must not be able to answer for a step.
        includeExecutionData: false,
        destination: logGroup(this, 'Log', place, 'deployment', '/aws/vendedlogs/states/panda'),
      },
      removalPolicy: RemovalPolicy.DESTROY,
    })
    accept(role, { 'IAM5[Resource::*]': 'X-Ray and the delivery of logs know no resources: AWS takes nothing but *' })
    // cfn-lint reads TimeoutSeconds as a number only; in JSONata it may be an expression, and ours is one.
    const { defaultChild } = this.machine.node
    if (CfnResource.isCfnResource(defaultChild))
      defaultChild.addMetadata('cfn-lint', { config: { ignore_checks: ['E3601'] } })
  }

  /** SendTask* is checked against the machine whose token it is: https://github.com/aws/aws-cdk/pull/8486. */
  bind(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.arn])
  }

  bindExecutions(entry: EntryFunction, actions: Actions) {
    const executions = `execution:${this.name}:*`
    entry.allow(actions, [arnOf(Stack.of(this), 'states', executions)])
    entry.accept(
      `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${executions}`,
      'An execution has the name of its deployment, which is not there yet',
    )
  }
}
