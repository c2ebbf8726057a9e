// What a customer puts into an account, once, to let Panda in: plain CloudFormation, to be read before it is trusted. The
// role, what it may do, the rule that tells the platform when something happens, and the role that rule forwards with.
// IAM knows no regions, rules do: in every further region the same template makes only the rule.
import { forwarding, forwardingPolicy } from '../core/forwarding.ts'
import { type Permission, type Statement, statementsOf } from '../core/permission.ts'
import { deployRole, permissionsFor } from '../core/permissions.ts'
import { customerRule } from '../core/rules.ts'
import { secretsPolicy, secretsStatements } from '../core/secrets.ts'
import { attribute, ref } from './references.ts'

type Json = Record<string, unknown>

export const onboardingTemplate = (): Json => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Lets Panda deploy services into this account: a role, its policies, and an event rule. Deleting it locks Panda out.',
  Parameters: parameters,
  Conditions: { MakesRoles: { 'Fn::Equals': [ref('MakeRoles'), 'yes'] } },
  Resources: { ...deploying(), ...telling() },
  Outputs: {
    RoleArn: {
      Description: 'Give this to Panda: POST /api/v1/connect/aws',
      Value: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${deployRole}`),
    },
    RuleArn: { Description: 'What tells Panda that something has happened here', Value: attribute('EventRule', 'Arn') },
  },
})

const parameters = {
  ExternalId: {
    Type: 'String',
    Description: 'From Panda: GET /api/v1/connect/aws/external-id. Only who says it can take on the role.',
    AllowedPattern: '^panda-[0-9a-f]{32}$',
  },
  PlatformAccountId: {
    Type: 'String',
    Description: 'The account that Panda runs in, from the same answer',
    AllowedPattern: '^[0-9]{12}$',
  },
  IngressBusArn: {
    Type: 'String',
    Description: 'The bus that Panda listens to, from the same answer',
    AllowedPattern: '^arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/.+$',
  },
  MakeRoles: {
    Type: 'String',
    Description: 'no: this account has the roles already, from another region; only the event rule is made',
    AllowedValues: ['yes', 'no'],
    Default: 'yes',
  },
}

const deploying = () => {
  const policies = deployPolicies().map((Statement, index) => [
    `DeployPolicy${index + 1}`,
    {
      Type: 'AWS::IAM::ManagedPolicy',
      Condition: 'MakesRoles',
      Properties: {
        Description: `What Panda may do in this account, part ${index + 1}`,
        PolicyDocument: { Version: '2012-10-17', Statement },
      },
    },
  ])
  return {
    ...Object.fromEntries(policies),
    SecretsPolicy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Condition: 'MakesRoles',
      Properties: {
        ManagedPolicyName: secretsPolicy,
        Description: 'What a service’s tasks may be given: the secrets below its own path, and those tagged for it',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: secretsStatements(placeholders).map(one => ({ ...one, ...forSub(one) })),
        },
      },
    },
    DeployRole: {
      Type: 'AWS::IAM::Role',
      Condition: 'MakesRoles',
      Properties: {
        RoleName: deployRole,
        Description: 'Panda: deploys services into this account',
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
        ManagedPolicyArns: policies.map(([id]) => ref(String(id))),
      },
    },
  }
}

const trust = {
  Effect: 'Allow',
  Principal: { AWS: sub(`arn:\${AWS::Partition}:iam::\${PlatformAccountId}:root`) },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': ref('ExternalId') } },
}

const telling = () => ({
  ForwardRole: {
    Type: 'AWS::IAM::Role',
    Condition: 'MakesRoles',
    Properties: {
      RoleName: customerRule.role,
      Description: customerRule.description,
      AssumeRolePolicyDocument: forwarding.trust,
      Policies: [{ PolicyName: forwarding.policyName, PolicyDocument: forwardingPolicy(ref('IngressBusArn')) }],
      Tags: [forwarding.tag],
    },
  },
  EventRule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: customerRule.name,
      Description: customerRule.description,
      EventPattern: customerRule.pattern,
      State: 'ENABLED',
      Targets: [{ Id: forwarding.targetId, Arn: ref('IngressBusArn'), RoleArn: forwardRoleArn }],
    },
  },
})

const forwardRoleArn = {
  'Fn::If': [
    'MakesRoles',
    attribute('ForwardRole', 'Arn'),
    sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${customerRule.role}`),
  ],
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: 6,144 characters a policy without blanks,
 *  ten policies a role. */
const mostCharacters = 6_144

type Resolved = Omit<Statement, 'Resource'> & { Resource: unknown[] }

/** Filled one after the other; counted with the longest partition's name, and a real account's. */
const deployPolicies = (): Resolved[][] => {
  const size = (statements: Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements }).length
  const counted = { partition: 'aws-us-gov', account: '111122223333' }
  const parts: Permission[][] = [[]]
  for (const group of alike(permissionsFor('role'))) {
    const last = parts.at(-1)!
    if (size(statementsOf([...last, ...group], counted)) > mostCharacters) parts.push(group)
    else last.push(...group)
  }
  return parts.map(part => statementsOf(part, placeholders).map(referring))
}

/** What ends up in one statement. */
const alike = (permissions: Permission[]) => [
  ...Map.groupBy(permissions, ({ on, when }) => JSON.stringify([[...on].sort(), when ?? null])).values(),
]

const placeholders = { partition: `\${AWS::Partition}`, account: `\${AWS::AccountId}` }

/** IAM's own variables stay as they are: `${!…}`. */
const forSub = ({ Resource, Condition }: ReturnType<typeof secretsStatements>[number]) => ({
  Resource: Resource.map(arn => sub(arn.replaceAll('${aws:', '${!aws:'))),
  ...(Condition && { Condition }),
})

const referring = (statement: Statement): Resolved => ({
  ...statement,
  Resource: statement.Resource.map(arn => (arn === '*' ? arn : sub(arn))),
})

function sub(text: string) {
  return { 'Fn::Sub': text }
}
