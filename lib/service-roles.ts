// Who the parts of a service are to AWS.
import { sub } from './references.ts'

type Json = Record<string, unknown>

export const roles = () => ({
  /** What ECS does before the program runs. A policy of its own could be narrower, but whoever makes this stack would then
   *  have to be able to write policies: Panda may give two of AWS's to its roles, and none else. */
  ExecutionRole: role('ecs-tasks.amazonaws.com', managed('service-role/AmazonECSTaskExecutionRolePolicy')),
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
