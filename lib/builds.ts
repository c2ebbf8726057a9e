// The build host. What runs there is foreign: its role reaches one function and its own log, and nothing else.
import { Stack } from 'aws-cdk-lib'
import { CfnProject } from 'aws-cdk-lib/aws-codebuild'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import { logGroup } from './log-group.ts'
import { arnOf, type Place } from './place.ts'

export class Builds extends Construct {
  readonly name: string
  private readonly arn: string

  constructor(scope: Construct, place: Place, buildCall: EntryFunction, buildspec: string) {
    super(scope, 'Builds')
    this.name = place.named('panda-build')
    this.arn = arnOf(Stack.of(this), 'codebuild', `project/${this.name}`)
    const logs = logGroup(this, 'Log', place, 'deployment', '/panda/build')
    const { functionArn, functionName } = buildCall.lambda
    // The bare resource: the finished construct would add rights to reports, artifacts and keys.
    const project = new CfnProject(this, 'Project', {
      name: this.name,
      description: 'Panda: builds and pushes one image a run',
      serviceRole: this.role(functionArn, logs.logGroupArn).roleArn,
      source: { type: 'NO_SOURCE', buildSpec: buildspec },
      artifacts: { type: 'NO_ARTIFACTS' },
      // There is nothing to encrypt (no artifacts, no cache); said all the same, lest that change unseen.
      encryptionKey: place.key.keyArn,
      environment: {
        type: 'LINUX_CONTAINER',
        // 4 GB and 2 CPUs: an image of usual size in a few minutes, at $0.005 a minute.
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
        privilegedMode: true,
        environmentVariables: [{ name: 'PANDA_BUILD_CALL', value: functionName, type: 'PLAINTEXT' }],
      },
      // What aws/builds.ts asks for with each build, too.
      timeoutInMinutes: 20,
      queuedTimeoutInMinutes: 10,
      logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: logs.logGroupName } },
    })
    accept(project, { CB3: 'Building an image needs a Docker daemon, and that needs privileges in its own machine' })
  }

  bind(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.arn])
  }

  private role(functionArn: string, logGroupArn: string) {
    const invoke = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })
    const log = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
    })
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceArn': this.arn } },
      }),
      inlinePolicies: { build: new PolicyDocument({ statements: [invoke, log] }) },
    })
  }
}
