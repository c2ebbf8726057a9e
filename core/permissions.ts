// What Panda may do in a customer's account, and why: the one list. The onboarding template and the self-test are made from
// it, and a test holds it against what aws/ really asks.
// Which resources and conditions AWS knows for an action: https://docs.aws.amazon.com/service-authorization/latest/reference/
import { type Condition, ours, type Permission, requested } from './permission.ts'
import { stackPermissions } from './stack-permissions.ts'

/** The role that the onboarding template makes. */
export const deployRole = 'PandaDeployRole'

/** What the self-test asks IAM with. */
export const simulation = 'iam:SimulatePrincipalPolicy'

/** Asked by aws/ itself. */
export const calledPermissions: Permission[] = [
  {
    why: 'Look for the repository and its images, and whose they are',
    actions: ['ecr:DescribeRepositories', 'ecr:ListTagsForResource', 'ecr:DescribeImages'],
    on: ['ecr:*:{account}:repository/*'],
  },
  {
    why: 'What a scan of an image has found, where an environment asks',
    actions: ['ecr:DescribeImageScanFindings'],
    on: ['ecr:*:{account}:repository/*'],
  },
  {
    why: 'Make the repository, with its tags',
    actions: ['ecr:CreateRepository'],
    on: ['ecr:*:{account}:repository/*'],
    when: requested,
  },
  {
    why: 'Tag the images that a rollback may go to, and set what else is deleted in time: only in what carries its tags',
    actions: ['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:GetLifecyclePolicy', 'ecr:PutLifecyclePolicy'],
    on: ['ecr:*:{account}:repository/*'],
    when: ours,
  },
  {
    why: 'The password that the build pushes with: ECR knows no resource',
    actions: ['ecr:GetAuthorizationToken'],
    on: ['*'],
  },
  {
    why: 'The stack of a service',
    actions: ['CreateStack', 'UpdateStack', 'DeleteStack', 'DescribeStacks', 'GetTemplate', 'DescribeStackEvents'].map(
      name => `cloudformation:${name}`,
    ),
    on: ['cloudformation:*:{account}:stack/panda-*/*'],
  },
  {
    why: 'Register what a release runs',
    actions: ['ecs:RegisterTaskDefinition'],
    on: ['ecs:*:{account}:task-definition/*'],
  },
  {
    why: 'Look at what was registered before: ECS knows no resource',
    actions: ['ecs:ListTaskDefinitions', 'ecs:DescribeTaskDefinition'],
    on: ['*'],
  },
  {
    why: 'Look at the service',
    actions: ['ecs:DescribeServices'],
    on: ['ecs:*:{account}:service/*-cluster/*-service'],
  },
  {
    why: 'Set how many tasks there are',
    actions: ['ecs:UpdateService'],
    on: ['ecs:*:{account}:service/*-cluster/*-service'],
    when: ours,
  },
  {
    why: 'Start a release and look at it',
    actions: [
      ...['CreateDeployment', 'GetDeployment', 'BatchGetDeployments', 'ListDeployments', 'GetDeploymentGroup'],
    ].map(name => `codedeploy:${name}`),
    on: ['codedeploy:*:{account}:deploymentgroup:*/*'],
  },
  {
    why: 'Move traffic, end a release, look at its targets: CodeDeploy knows no resource',
    actions: ['ContinueDeployment', 'StopDeployment', 'ListDeploymentTargets', 'BatchGetDeploymentTargets'].map(
      name => `codedeploy:${name}`,
    ),
    on: ['*'],
  },
  {
    why: 'Where traffic goes and what is healthy: load balancing knows no resource for reads',
    actions: ['DescribeLoadBalancers', 'DescribeListeners', 'DescribeTargetGroups', 'DescribeTargetHealth'].map(
      name => `elasticloadbalancing:${name}`,
    ),
    on: ['*'],
  },
  {
    why: 'The health path of a release, on target groups that carry its tags',
    actions: ['elasticloadbalancing:ModifyTargetGroup'],
    on: ['elasticloadbalancing:*:{account}:targetgroup/*'],
    when: ours,
  },
  {
    why: 'Let the probe of green in and out again, on security groups that carry its tags',
    actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
    on: ['ec2:*:{account}:security-group/*'],
    when: ours,
  },
  {
    why: 'Which network there is, and which doors are open: EC2 knows no resource for reads',
    actions: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroupRules'],
    on: ['*'],
  },
  { why: 'Which alarms ring', actions: ['cloudwatch:DescribeAlarms'], on: ['cloudwatch:*:{account}:alarm:*'] },
  {
    why: 'Which tasks have stopped: ECS limits it by container instance, of which Fargate has none',
    actions: ['ecs:ListTasks'],
    on: ['*'],
  },
  { why: 'Why tasks have stopped', actions: ['ecs:DescribeTasks'], on: ['ecs:*:{account}:task/*-cluster/*'] },
  { why: 'Figures of blue and green: CloudWatch knows no resource', actions: ['cloudwatch:GetMetricData'], on: ['*'] },
  {
    why: 'The last lines of a program that does not get healthy',
    actions: ['logs:DescribeLogStreams', 'logs:GetLogEvents'],
    on: ['logs:*:{account}:log-group:/ecs/*'],
  },
  {
    why: 'Whether the event rule is in place',
    actions: ['events:DescribeRule', 'events:ListTargetsByRule'],
    on: ['events:*:{account}:rule/panda-events'],
  },
  {
    why: 'Make the event rule',
    actions: ['events:PutRule', 'events:PutTargets'],
    on: ['events:*:{account}:rule/panda-events'],
    keysOnly: true,
  },
  {
    why: 'Make the role that the event rule forwards with',
    actions: ['iam:GetRole', 'iam:CreateRole', 'iam:PutRolePolicy'],
    on: ['iam::{account}:role/panda-events-forward'],
    keysOnly: true,
  },
  {
    why: 'Which of these permissions are missing: the self-test',
    actions: [simulation],
    on: [`iam::{account}:role/${deployRole}`],
  },
]

const passedTo = (...services: string[]): Condition => ({ StringEquals: { 'iam:PassedToService': services } })

/** Pushing, and reading the cache. */
export const pushActions = [
  ...['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'],
  ...['BatchGetImage', 'GetDownloadUrlForLayer'],
].map(name => `ecr:${name}`)

/** Asked by nobody in aws/: AWS wants these beside what is called, or somebody does it with what Panda was given. */
export const besidePermissions: Permission[] = [
  {
    why: 'CreateRepository with tags',
    actions: ['ecr:TagResource'],
    on: ['ecr:*:{account}:repository/*'],
    when: requested,
  },
  {
    why: "The build pushes, and reads its cache, with ECR's password: only what carries Panda's tags",
    actions: pushActions,
    on: ['ecr:*:{account}:repository/*'],
    when: ours,
  },
  {
    why: 'CreateStack with tags and a stack policy',
    actions: ['cloudformation:TagResource', 'cloudformation:SetStackPolicy'],
    on: ['cloudformation:*:{account}:stack/panda-*/*'],
  },
  {
    why: 'RegisterTaskDefinition with tags',
    actions: ['ecs:TagResource'],
    on: ['ecs:*:{account}:task-definition/*'],
    when: { StringEquals: { 'ecs:CreateAction': ['RegisterTaskDefinition'] } },
  },
  {
    why: "The service's own roles to its tasks and to CodeDeploy, nothing else to anybody else",
    actions: ['iam:PassRole'],
    on: ['iam::{account}:role/panda-*'],
    when: passedTo('ecs-tasks.amazonaws.com', 'codedeploy.amazonaws.com'),
  },
  {
    why: 'CreateDeployment with its AppSpec in the call',
    actions: ['codedeploy:RegisterApplicationRevision', 'codedeploy:GetApplicationRevision'],
    on: ['codedeploy:*:{account}:application:*'],
  },
  {
    why: 'CreateDeployment reads how fast traffic moves',
    actions: ['codedeploy:GetDeploymentConfig'],
    on: ['codedeploy:*:{account}:deploymentconfig:*'],
  },
  {
    why: 'AuthorizeSecurityGroupIngress makes a rule, in a group that it may change',
    actions: ['ec2:AuthorizeSecurityGroupIngress'],
    on: ['ec2:*:{account}:security-group-rule/*'],
  },
  {
    why: 'CreateRole with tags',
    actions: ['iam:TagRole'],
    on: ['iam::{account}:role/panda-events-forward'],
    keysOnly: true,
  },
  {
    why: 'PutTargets with that role',
    actions: ['iam:PassRole'],
    on: ['iam::{account}:role/panda-events-forward'],
    when: passedTo('events.amazonaws.com'),
    keysOnly: true,
  },
]

/** A role's owner has made rule and forwarding role with the template: it needs no right to make them. */
export const permissionsFor = (access: 'role' | 'keys'): Permission[] =>
  [...calledPermissions, ...besidePermissions, ...Object.values(stackPermissions).flat()].filter(
    permission => access === 'keys' || !permission.keysOnly,
  )
