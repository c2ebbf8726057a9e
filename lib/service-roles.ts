// Who the parts of a service are to AWS.
import { attribute, sub } from './references.ts'

type Json = Record<string, unknown>

export const roles = () => ({
  /** What ECS does before the program runs: it pulls this service's images, and writes into its log group, no other. */
  ExecutionRole: role('ecs-tasks.amazonaws.com', {
    Policies: [
      policy('pull', [
        // It gives a password for what the caller may read anyway, and knows no resource.
        allow('ecr:GetAuthorizationToken', '*'),
        allow(
          ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
          sub(`arn:\${AWS::Partition}:ecr:\${AWS::Region}:\${AWS::AccountId}:repository/\${Repository}`),
        ),
      ]),
      policy('log', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], attribute('Logs', 'Arn'))]),
    ],
  }),
  /** The program's own role: it may do nothing until the customer gives it more. */
  TaskRole: role('ecs-tasks.amazonaws.com'),
  /** What CodeDeploy needs for ECS is AWS's to say, and grows with CodeDeploy. */
  ReleaseRole: role('codedeploy.amazonaws.com', {
    ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/AWSCodeDeployRoleForECS`)],
  }),
})

const role = (service: string, rights: Json = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...rights,
  },
})

const policy = (PolicyName: string, Statement: Json[]) => ({
  PolicyName,
  PolicyDocument: { Version: '2012-10-17', Statement },
})

const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource })
