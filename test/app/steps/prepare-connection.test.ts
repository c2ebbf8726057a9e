// Stage 0: the way for events from the customer's account, made, mended, or missed in words that help.
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { permissionsFor } from '../../../core/permissions.ts'
import { ingressBus } from '../../../core/rules.ts'
import { AwsError } from '../../../region/aws-error.ts'
import { regionClients } from '../../../region/clients.ts'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

const clients = (panda: Place) => regionClients(panda.region)
const failure = async (panda: Place, id: string) => {
  const state = await panda.end(id)
  expect(state.status).toBe('FAILED')
  return (await panda.event(id, 'FAILED'))!.details as { errorCode: string; errorMessage: string }
}
const forbid = (panda: Place, ...commands: string[]) => {
  panda.weather.before = async at => {
    if (commands.includes(at.command))
      throw new AwsError('AccessDeniedException', `User is not authorized to perform: events:${at.command}`)
  }
}
const allowing = (actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })

test('AWS says no: the failure names the action, and every other one that is missing', async () => {
  const panda = await openPlace()
  const actions = permissionsFor('keys').flatMap(one => one.actions)
  const missing = ['events:PutRule', 'events:PutTargets', 'ecr:PutImage']
  const PolicyDocument = allowing(actions.filter(action => !missing.includes(action)))
  const iam = clients(panda).customer(customer).iam()
  await iam.send(new PutUserPolicyCommand({ UserName: 'local', PolicyName: 'narrow', PolicyDocument }))
  const id = await panda.deploy('a')
  forbid(panda, 'PutRule')
  expect(await failure(panda, id)).toMatchObject({
    errorCode: 'EVENT_RULE_FAILED',
    errorMessage:
      'EventBridge 규칙 생성 실패: User is not authorized to perform: events:PutRule (missing: events:PutRule, ecr:PutImage, events:PutTargets)',
  })
  await expectPeace(panda)
})

test('IAM may not be asked either: the failure names what AWS named', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  forbid(panda, 'PutRule', 'SimulatePrincipalPolicy')
  expect((await failure(panda, id)).errorMessage).toContain('(missing: events:PutRule, iam:SimulatePrincipalPolicy)')
})

test('a role in a region without the rule: the failure says to put the template there', async () => {
  const panda = await openPlace()
  const { data } = await panda.call('GET /api/v1/connect/aws/external-id')
  const Statement = [
    {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '999999999999' } },
      Condition: { StringEquals: { 'sts:ExternalId': data.externalId } },
    },
  ]
  const iam = clients(panda).customer(customer).iam()
  const AssumeRolePolicyDocument = JSON.stringify({ Statement })
  const named = { RoleName: 'PandaDeployRole' }
  await iam.send(new CreateRoleCommand({ ...named, AssumeRolePolicyDocument }))
  const PolicyDocument = allowing(permissionsFor('role').flatMap(one => one.actions))
  await iam.send(new PutRolePolicyCommand({ ...named, PolicyName: 'all', PolicyDocument }))
  const roleArn = `arn:aws:iam::${customer.accountId}:role/PandaDeployRole`
  const body = { region: customer.region, roleArn }
  const connected = await panda.call('POST /api/v1/connect/aws', body)
  expect(connected.data).toMatchObject({ slow: false, permissions: { checked: true, missing: [] } })
  const id = await panda.deploy('a', { awsConnectionId: connected.data.awsConnectionId })
  panda.weather.before = async at => {
    if (at.command === 'GetRole' && at.caller.arn.includes('PandaDeployRole'))
      throw new AwsError('AccessDenied', 'not authorized to perform: iam:GetRole', 403)
  }
  expect((await failure(panda, id)).errorMessage).toBe(
    'EventBridge 규칙 생성 실패: not authorized to perform: iam:GetRole (missing: iam:GetRole; or put the onboarding template into local-1 too, with MakeRoles=no)',
  )
})

test('rule and admission that somebody has taken away are there again after the next deployment', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const events = clients(panda).customer(customer).eventbridge()
  await events.send(new RemoveTargetsCommand({ Rule: 'panda-events', Ids: ['panda'] }))
  await events.send(new DeleteRuleCommand({ Name: 'panda-events' }))
  const own = clients(panda).platform.eventbridge()
  await own.send(new RemovePermissionCommand({ EventBusName: ingressBus, RemoveAllPermissions: true }))
  expect(await panda.ports.eventRules.admits(customer.accountId)).toBe(false)
  await panda.served('b')
  expect((await events.send(new DescribeRuleCommand({ Name: 'panda-events' }))).State).toBe('ENABLED')
  expect(await panda.ports.eventRules.admits(customer.accountId)).toBe(true)
})

test('the bus is full: the deployment goes by slow looks, and its log says so', async () => {
  const panda = await openPlace()
  const others = Array.from({ length: 400 }, (_, n) => `${100000000000 + n}`)
  for (const one of others)
    await panda.ports.table.change({ pk: 'platform', sk: 'bus-accounts' }, { add: { members: `${one}#other` } })
  const inside = await panda.ports.eventRules.admit(others)
  const id = await panda.served('a')
  expect((await panda.event(id, 'BUS_PERMISSION_GRANTED'))?.details).toMatchObject({ step: 2, slow: true })
  expect(await panda.ports.eventRules.admits(inside[0]!)).toBe(true)
  const read = await panda.call(`GET /api/v1/deploy/${id}/events`)
  const said = (read.data.events as { code: string; message: string }[]).find(one =>
    one.code.startsWith('BUS_PERMISSION_G'),
  )
  expect(said?.message).toBe(
    '[Step 2] The event bus is full - this deployment looks by itself, which may take minutes longer',
  )
})

test('the platform may not write its own bus: that is Panda’s fault, and says so', async () => {
  const panda = await openPlace()
  panda.weather.before = async at => {
    if (at.command === 'PutPermission')
      throw new AwsError('AccessDeniedException', 'not authorized: events:PutPermission')
  }
  const id = await panda.deploy('a')
  expect(await failure(panda, id)).toMatchObject({
    errorCode: 'BUS_PERMISSION_FAILED',
    errorMessage: 'Event Bus 권한 설정 실패: not authorized: events:PutPermission',
  })
})
