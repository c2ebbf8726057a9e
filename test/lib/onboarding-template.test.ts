import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { GetRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam'
import { describe, expect, test } from 'vitest'
import { accounts } from '../../aws/accounts.ts'
import type { CustomerClients } from '../../aws/clients.ts'
import { eventRules } from '../../aws/event-rules.ts'
import { permissionsFor } from '../../core/permissions.ts'
import { onboardingTemplate } from '../../lib/onboarding-template.ts'
import { customerAccount, customerKeys, overRegion, platformAccount, regionName } from '../aws/adapters.ts'
import { externalId, onboard, policiesOf, resolved } from './onboarded.ts'

const bus = `arn:aws:events:${regionName}:${platformAccount}:event-bus/panda-ingress`
const given = { ExternalId: externalId, PlatformAccountId: platformAccount, IngressBusArn: bus }
const keys = { accessKeyId: customerKeys.accessKeyId, secretAccessKey: customerKeys.secretAccessKey }
const at = { accountId: customerAccount, region: regionName, access: { kind: 'keys' as const, ...keys } }
const role = { kind: 'role' as const, roleArn: `arn:aws:iam::${customerAccount}:role/PandaDeployRole`, externalId }
const made = resolved(given, customerAccount)

describe('the onboarding template', () => {
  test('is plain CloudFormation that says what each parameter is', () => {
    const template = onboardingTemplate() as { Parameters: Record<string, { Description: string }> }
    expect(Object.keys(template.Parameters)).toEqual(['ExternalId', 'PlatformAccountId', 'IngressBusArn', 'MakeRoles'])
    for (const { Description } of Object.values(template.Parameters)) expect(Description).toBeTruthy()
    // What one call of CloudFormation takes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(JSON.stringify(template).length).toBeLessThan(51_200)
    expect(JSON.stringify(template)).not.toMatch(/cdk|CDK/)
  })

  test('gives exactly the permissions on the list, in policies that IAM takes', () => {
    const policies = policiesOf(made)
    for (const policy of policies) expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144)
    expect(policies.length).toBeLessThanOrEqual(10)
    expect(made.DeployRole!.Properties.ManagedPolicyArns).toHaveLength(policies.length)
    const actions = policies.flatMap(({ Statement }) => Statement.flatMap(one => one.Action))
    expect(new Set(actions)).toEqual(new Set(permissionsFor('role').flatMap(one => one.actions)))
    expect(JSON.stringify(policies)).not.toMatch(/"Action":\["?\*|:\*"\],"Effect/)
  })

  test('its role is taken on with the external id, by the platform’s account, and is found to be protected', async () => {
    const { clients } = overRegion()
    await onboard(clients.customer(at), made)
    const port = accounts(clients)
    expect(await port.whoAmI({ region: regionName, access: role })).toEqual({ ok: true, accountId: customerAccount })
    const other = { ...role, externalId: `panda-${'1'.repeat(32)}` }
    expect(await port.whoAmI({ region: regionName, access: other })).toMatchObject({
      errorCode: 'AWS_CREDENTIALS_INVALID',
    })
    expect(made.DeployRole!.Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
          Principal: { AWS: `arn:aws:iam::${platformAccount}:root` },
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    })
  })

  test('makes the very rule and role that Panda makes itself over keys', async () => {
    const [theirs, ours] = [overRegion(), overRegion()]
    await onboard(theirs.clients.customer(at), made)
    await eventRules(ours.clients, bus).ensure(at)
    const [one, two] = await Promise.all([theirs, ours].map(({ clients }) => telling(clients.customer(at))))
    expect(one).toEqual(two)
    expect(one?.targets).toMatchObject([{ Arn: bus }])
    // And each is content with the other's.
    theirs.asked.length = 0
    await eventRules(theirs.clients, bus).ensure(at)
    expect(theirs.asked).toEqual(['DescribeRule', 'ListTargetsByRule'])
  })

  test('in a further region makes the rule alone, with the role that is there', () => {
    const further = resolved({ ...given, MakeRoles: 'no' }, customerAccount)
    expect(Object.keys(further)).toEqual(['EventRule'])
    expect(further.EventRule).toEqual(made.EventRule)
  })

  test('takes no external id but one of Panda’s', () => {
    const { Parameters } = onboardingTemplate() as { Parameters: Record<string, { AllowedPattern: string }> }
    const pattern = new RegExp(Parameters.ExternalId!.AllowedPattern)
    expect([externalId, '', 'x', `${externalId}x`].map(one => pattern.test(one))).toEqual([true, false, false, false])
    expect(new RegExp(Parameters.IngressBusArn!.AllowedPattern).test(bus)).toBe(true)
  })
})

const linter = spawnSync('cfn-lint', ['--version']).status === 0
// Seconds of work, on a busy machine more.
test.skipIf(!linter)('cfn-lint finds nothing', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'panda-onboarding-'))
  try {
    writeFileSync(join(folder, 'onboarding.json'), JSON.stringify(onboardingTemplate()))
    const { stdout } = spawnSync('cfn-lint', [join(folder, 'onboarding.json')], { encoding: 'utf8' })
    expect(stdout).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Everything that is there of the way to the platform, but for ids and times. */
const telling = async (clients: CustomerClients) => {
  const [iam, events] = [clients.iam(), clients.eventbridge()]
  const RoleName = 'panda-events-forward'
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'panda-ingress' }))
  const { $metadata: _, ...rule } = await events.send(new DescribeRuleCommand({ Name: 'panda-events' }))
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'panda-events' }))
  const { Arn, AssumeRolePolicyDocument, Tags } = Role!
  return { role: { Arn, AssumeRolePolicyDocument, Tags }, PolicyDocument, rule, targets: Targets }
}
