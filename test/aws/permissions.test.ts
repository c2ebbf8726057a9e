import { CreateRoleCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { describe, expect, test } from 'vitest'
import { accounts } from '../../aws/accounts.ts'
import { permissionsFor } from '../../core/permissions.ts'
import { services } from '../../region/services.ts'
import { externalId, type Made, onboard, policiesOf, resolved } from '../lib/onboarded.ts'
import { customerAccount, customerKeys, overRegion, platformAccount, regionName, says } from './adapters.ts'

const bus = `arn:aws:events:${regionName}:${platformAccount}:event-bus/panda-ingress`
const made = resolved(
  { ExternalId: externalId, PlatformAccountId: platformAccount, IngressBusArn: bus },
  customerAccount,
)
const { accessKeyId, secretAccessKey } = customerKeys
const keys = { kind: 'keys' as const, accessKeyId, secretAccessKey }
const roleArn = `arn:aws:iam::${customerAccount}:role/PandaDeployRole`
const role = { kind: 'role' as const, roleArn, externalId }
const at = { accountId: customerAccount, region: regionName }
const everything = [...new Set(permissionsFor('role').flatMap(one => one.actions))]
  .filter(action => action !== 'iam:SimulatePrincipalPolicy')
  .sort()

const place = async (template: Record<string, Made> = made) => {
  const all = overRegion({ services })
  const owner = all.clients.customer({ ...at, access: keys })
  await onboard(owner, template)
  const port = accounts(all.clients)
  return {
    ...all,
    iam: owner.iam(),
    asRole: () => port.permissions({ ...at, access: role }),
    asUser: () => port.permissions({ ...at, access: keys }),
  }
}

/** The template, with something struck out of its policies by its owner. */
const without = (...struck: string[]) => {
  const copy = structuredClone(made)
  for (const policy of policiesOf(copy))
    policy.Statement = policy.Statement.map(one => ({
      ...one,
      Action: one.Action.filter(action => !struck.includes(action)),
    })).filter(one => one.Action.length > 0)
  return copy
}

describe('the self-test', () => {
  test('of the onboarding role finds nothing missing', async () => {
    const { asRole } = await place()
    expect(await asRole()).toEqual({ checked: true, missing: [], unchecked: [] })
  })

  test('names each action that was struck out', async () => {
    const struck = ['cloudformation:CreateStack', 'ecr:PutImage', 'iam:PassRole', 'elasticloadbalancing:CreateListener']
    const { asRole } = await place(without(...struck))
    expect(await asRole()).toEqual({ checked: true, missing: struck.toSorted(), unchecked: [] })
  })

  test.each([0, 1])('would miss every one: half of them and the other half (%i)', async half => {
    const struck = everything.filter((_, index) => index % 2 === half)
    const { asRole } = await place(without(...struck))
    expect((await asRole()).missing).toEqual(struck)
  })

  test('sees a policy that allows other resources, or in other circumstances only', async () => {
    const { asRole, iam } = await place(without('ecr:PutImage', 'iam:PassRole', 'ecs:UpdateService'))
    const statement = (Action: string, Resource: string, Condition?: object) => ({
      ...{ Effect: 'Allow', Action, Resource },
      Condition,
    })
    const Statement = [
      statement('ecr:*', 'arn:aws:ecr:*:*:repository/other-*'),
      statement('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
      statement('ecs:Update*', '*'),
    ]
    const more = { RoleName: 'PandaDeployRole', PolicyName: 'more', PolicyDocument: JSON.stringify({ Statement }) }
    await iam.send(new PutRolePolicyCommand(more))
    expect((await asRole()).missing).toEqual(['ecr:PutImage', 'iam:PassRole'])
  })

  test('sees what is denied, whatever allows it', async () => {
    const { asRole, iam } = await place()
    const Statement = [{ Effect: 'Deny', Action: 'ec2:Create*', Resource: '*' }]
    const more = { RoleName: 'PandaDeployRole', PolicyName: 'no', PolicyDocument: JSON.stringify({ Statement }) }
    await iam.send(new PutRolePolicyCommand(more))
    expect((await asRole()).missing).toEqual(['ec2:CreateSecurityGroup', 'ec2:CreateTags'])
  })

  test('of a user asks about the user, and for what the role’s owner would have made as well', async () => {
    const { asUser, iam } = await place()
    expect(await asUser()).toEqual({ checked: true, missing: [], unchecked: [] })
    const only = (Action: string[]) =>
      new PutUserPolicyCommand({
        ...{ UserName: 'local', PolicyName: 'only' },
        PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
      })
    await iam.send(only(everything))
    expect((await asUser()).missing).toEqual(['events:PutRule', 'events:PutTargets', 'iam:PutRolePolicy'])
  })

  test('of somebody who has taken on a role asks about that role', async () => {
    const all = overRegion({ credentials: [customerKeys] })
    const iam = all.clients.customer({ ...at, access: keys }).iam()
    const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: platformAccount } }]
    const AssumeRolePolicyDocument = JSON.stringify({ Statement })
    await iam.send(new CreateRoleCommand({ RoleName: 'session', AssumeRolePolicyDocument }))
    const arn = `arn:aws:iam::${customerAccount}:role/session`
    const given = await all.region.kernel.call<{ Credentials: Record<string, string> }>(
      ...(['sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'me' }, all.region.platform] as const),
    )
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = given.Credentials
    const access = { ...keys, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    const found = await accounts(all.clients).permissions({ ...at, access })
    expect(found).toMatchObject({ checked: true, missing: expect.arrayContaining(everything) })
  })

  test('of the root user asks nobody', async () => {
    const { clients, asked, trouble } = overRegion()
    trouble.before = ({ caller }) => {
      caller.arn = `arn:aws:iam::${customerAccount}:root`
    }
    const found = await accounts(clients).permissions({ ...at, access: keys })
    expect(found).toEqual({ checked: true, missing: [], unchecked: [] })
    expect(asked).toEqual(['GetCallerIdentity'])
  })
})

describe('where IAM may not be asked', () => {
  const no = 'User is not authorized to perform: iam:SimulatePrincipalPolicy'
  const denies = says('AccessDenied', no, 'SimulatePrincipalPolicy', 403)

  test('says so, tries what does no harm, and says what nobody knows', async () => {
    const { asRole, trouble } = await place()
    trouble.before = at => {
      denies(at)
      says('AccessDeniedException', 'not authorized', 'DescribeRepositories')(at)
    }
    const { checked, missing, unchecked, why } = await asRole()
    expect({ checked, missing, why }).toEqual({
      checked: false,
      missing: ['ecr:DescribeRepositories', 'iam:SimulatePrincipalPolicy'],
      why: no,
    })
    const known = ['ecr:DescribeRepositories', 'cloudformation:DescribeStacks', 'events:DescribeRule']
    expect(unchecked).toEqual(everything.filter(action => !known.includes(action)))
  })

  test('a read that AWS does not answer is not known either', async () => {
    const { asRole, trouble } = await place()
    trouble.before = at => {
      denies(at)
      says('ThrottlingException', 'Rate exceeded', 'DescribeStacks')(at)
    }
    const { missing, unchecked } = await asRole()
    expect(missing).toEqual(['iam:SimulatePrincipalPolicy'])
    expect(unchecked).toContain('cloudformation:DescribeStacks')
    expect(unchecked).not.toContain('ecr:DescribeRepositories')
  })
})

describe('where IAM does not answer', () => {
  test('nothing is called missing', async () => {
    const { asRole, trouble } = await place()
    trouble.before = says('Throttling', 'Rate exceeded', 'SimulatePrincipalPolicy')
    expect(await asRole()).toEqual({ checked: false, missing: [], unchecked: everything, why: 'Rate exceeded' })
  })

  test('nobody waits for it for ever', async () => {
    const { clients, trouble } = overRegion()
    trouble.before = () => new Promise<void>(() => {})
    const found = await accounts(clients, 30).permissions({ ...at, access: role })
    expect(found).toMatchObject({ checked: false, missing: [], why: 'Connection timeout' })
  })

  test('an answer in pages is read to its end', async () => {
    const { region, asRole, trouble, asked } = await place(without('ecr:UploadLayerPart'))
    expect(region.regionName).toBe(regionName)
    trouble.before = ({ command, input }) => {
      if (command === 'SimulatePrincipalPolicy') (input as { MaxItems?: number }).MaxItems = 2
    }
    expect(await asRole()).toEqual({ checked: true, missing: ['ecr:UploadLayerPart'], unchecked: [] })
    expect(asked.filter(command => command === 'SimulatePrincipalPolicy').length).toBeGreaterThan(everything.length / 2)
  })
})
