// What the tasks of one service may read of an account's secrets, by the policy that the onboarding template makes.
import { expect, test } from 'vitest'
import { decision, statementsIn } from '../../region/policy-check.ts'
import { externalId, resolved } from './onboarded.ts'

const account = '111122223333'
const given = { ExternalId: externalId, PlatformAccountId: account, IngressBusArn: 'arn:aws:events:x:1:event-bus/x' }
const made = resolved(given, account)

/** As a role with that tag; IAM puts its value where the variable stands. */
const mayRead = (tag: string, action: string, name: string, taggedFor?: string) => {
  const policy = JSON.stringify(made.SecretsPolicy!.Properties.PolicyDocument)
  const statements = statementsIn([policy.replaceAll(/\$\{aws:PrincipalTag\/panda-secrets\}/g, tag)])
  const [service] = action.split(':')
  const context: Record<string, string[]> =
    taggedFor === undefined ? {} : { 'aws:ResourceTag/panda-secrets': [taggedFor] }
  return decision(statements, { action, resource: `arn:aws:${service}:eu-west-1:${account}:${name}`, context })
}
const parameter = (tag: string, name: string, taggedFor?: string) =>
  mayRead(tag, 'ssm:GetParameters', `parameter/${name}`, taggedFor)
const secret = (tag: string, name: string, taggedFor?: string) =>
  mayRead(tag, 'secretsmanager:GetSecretValue', `secret:${name}`, taggedFor)

test('a service’s tasks read what is below its own path, and what is tagged for it', () => {
  const its = 'acme/shop/prod'
  expect(parameter(its, 'panda/acme/shop/prod/DB')).toBe('allowed')
  expect(secret(its, 'panda/acme/shop/prod/DB-AbCdEf')).toBe('allowed')
  expect(parameter(its, 'elsewhere', its)).toBe('allowed')
  expect(secret(its, 'rds!db-1-AbCdEf', its)).toBe('allowed')
})

test('and nothing else: no other environment, no other service, nothing that is tagged for another or not at all', () => {
  const its = 'acme/shop/prod'
  for (const name of ['panda/acme/shop/dev/DB', 'panda/acme/shop-2/prod/DB', 'panda/acme/shop/prod2/DB', 'other'])
    for (const read of [parameter, secret]) {
      expect(read(its, name)).toBe('implicitDeny')
      expect(read(its, name, 'acme/shop/dev')).toBe('implicitDeny')
    }
  expect(mayRead(its, 'ssm:PutParameter', 'parameter/panda/acme/shop/prod/DB')).toBe('implicitDeny')
})

test('Panda’s own role reads none, and writes no policy', () => {
  const { SecretsPolicy, DeployRole } = made
  expect(SecretsPolicy!.Properties.ManagedPolicyName).toBe('panda-secrets')
  expect(JSON.stringify(DeployRole)).not.toContain('SecretsPolicy')
  const own = JSON.stringify(Object.entries(made).filter(([id]) => id.startsWith('DeployPolicy')))
  expect(own).not.toMatch(/ssm:|secretsmanager:|PutRolePolicy|CreatePolicy/)
})
