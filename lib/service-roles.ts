// Who the parts of a service are to AWS.
import { secretsPolicy, secretsTag } from '../core/secrets.ts'
import { ref, sub, when } from './references.ts'

type Json = Record<string, unknown>

export const roles = () => ({
  /** What ECS does before the program runs. A policy of its own could be narrower, but whoever makes this stack would then
   *  have to be able to write policies: Panda may give two of AWS's to its roles, and the one for secrets that the customer
   *  has made with the onboarding template; how far that reaches says the role's tag (ADR 7). */
  ExecutionRole: role('ecs-tasks.amazonaws.com', {
    ManagedPolicyArns: [
      ...managed('service-role/AmazonECSTaskExecutionRolePolicy').ManagedPolicyArns,
      when('WithSecrets', sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${secretsPolicy}`)),
    ],
    Tags: when('WithSecrets', [{ Key: secretsTag, Value: ref('Secrets') }]),
  }),
  /** The program's own role: it may do nothing until the customer gives it more. */
  TaskRole: role('ecs-tasks.amazonaws.com'),
  /** What CodeDeploy needs for ECS is AWS's to say, and grows with CodeDeploy. */
  ReleaseRole: role('codedeploy.amazonaws.com', managed('AWSCodeDeployRoleForECS')),
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

const managed = (name: string) => ({ ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`)] })
