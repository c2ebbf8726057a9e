// core/permissions.ts against what Panda really does in a customer's account.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Permission, statementsOf } from '../../core/permission.ts'
import { besidePermissions, calledPermissions, permissionsFor } from '../../core/permissions.ts'
import { customerRule } from '../../core/rules.ts'
import { stackPermissions } from '../../core/stack-permissions.ts'
import { serviceTemplate } from '../../lib/service-template.ts'

const folder = join(import.meta.dirname, '../../aws')
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => readFileSync(join(folder, path), 'utf8'))
const operations = (pattern: RegExp) => sources.flatMap(text => [...text.matchAll(pattern)].map(([, name]) => name!))

/** In the platform's own account. */
const platforms = [
  /^(codebuild|states|kms|execute-api|dynamodb|s3|scheduler|sns):/,
  /^events:(DescribeEventBus|PutPermission|RemovePermission|PutEvents)$/,
  /^sts:AssumeRole$/,
]
/** AWS answers it to whoever has credentials: no policy can take it away. */
const free = ['sts:GetCallerIdentity']

const called = [...new Set(operations(/\basked(?:<\w+>)?\(\s*'([^']+)'/g))]
  .filter(name => !free.includes(name) && !platforms.some(pattern => pattern.test(name)))
  .sort()

const actionsOf = (permissions: Permission[]) => [...new Set(permissions.flatMap(({ actions }) => actions))].sort()

describe('the list of permissions', () => {
  test('is what aws/ asks in customers’ accounts: nothing is lacking, nothing is there for nobody', () => {
    expect(called.length).toBeGreaterThan(40)
    expect(actionsOf(calledPermissions)).toEqual(called)
  })

  test('no call hides its name from it', () => {
    const all = operations(/\basked(?:<\w+>)?\(\s*([^\s,)]+)/g)
    // aws/executions.ts: two calls to the platform's own Step Functions, named by its `told`.
    expect(all.filter(name => !name.startsWith("'"))).toEqual(['operation'])
  })

  test('is what CloudFormation makes of the service’s template: every type, and no other', () => {
    const { Resources } = serviceTemplate() as { Resources: Record<string, { Type: string }> }
    const types = new Set(Object.values(Resources).map(({ Type }) => Type))
    expect(Object.keys(stackPermissions).sort()).toEqual([...types].sort())
  })

  test('every stack permission is for stacks only, but for the first of its kind, which says what for', () => {
    for (const { when, actions } of Object.values(stackPermissions).flat())
      if (actions.includes('iam:CreateServiceLinkedRole'))
        expect(when?.StringEquals).toHaveProperty('iam:AWSServiceName')
      else
        expect(when).toMatchObject({
          'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] },
        })
  })

  test('everything has its reason, a whole action name, and resources of its own service', () => {
    for (const { why, actions, on } of permissionsFor('keys')) {
      expect(why.length).toBeGreaterThan(3)
      for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/)
      for (const pattern of on) if (pattern !== '*') expect(actions[0]!.split(':')[0]).toBe(pattern.split(':')[0])
    }
  })

  test('writes on everything are these, of which AWS knows no resource', () => {
    const isRead = (action: string) => /:(Describe|List|Get|BatchGet)[A-Z]/.test(action)
    const wide = permissionsFor('keys').filter(({ on }) => on.includes('*'))
    expect(actionsOf(wide).filter(action => !isRead(action))).toEqual([
      'codedeploy:ContinueDeployment',
      'codedeploy:StopDeployment',
      // By way of a stack only.
      'ecs:DeregisterTaskDefinition',
    ])
  })

  test('what has no name of Panda’s is written to only with Panda’s tags, or by way of a stack', () => {
    const foreign = /^(ecr:.*repository|ec2:.*security-group\/|elasticloadbalancing:.*targetgroup)/
    const writes = [...calledPermissions, ...besidePermissions].filter(
      ({ on, actions }) =>
        on.some(pattern => foreign.test(pattern)) && !actions.every(action => /:(Describe|List)/.test(action)),
    )
    expect(writes.length).toBeGreaterThan(3)
    for (const { when } of writes) expect(JSON.stringify(when)).toMatch(/aws:(Resource|Request)Tag\/panda:owner/)
  })

  test('roles are passed on to tasks and CodeDeploy only, and named as Panda names them', () => {
    const [passing, ...others] = permissionsFor('role').filter(({ actions }) => actions.includes('iam:PassRole'))
    expect(others).toEqual([])
    expect(passing).toMatchObject({
      on: ['iam::{account}:role/panda-*'],
      when: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'codedeploy.amazonaws.com'] } },
    })
  })

  test('a role needs nothing for what its owner has made; keys make rule and role by their names', () => {
    const [role, keys] = [permissionsFor('role'), permissionsFor('keys')]
    const only = keys.filter(one => !role.includes(one))
    expect(only.length).toBeGreaterThan(3)
    for (const { on } of only)
      for (const pattern of on) expect(pattern).toMatch(new RegExp(`/(${customerRule.name}|${customerRule.role})$`))
    expect(actionsOf(role)).not.toContain('events:PutRule')
  })

  test('what is limited alike is one statement', () => {
    const statements = statementsOf(permissionsFor('keys'), { partition: 'aws', account: '111122223333' })
    const limits = statements.map(({ Resource, Condition }) => JSON.stringify([[...Resource].sort(), Condition]))
    expect(new Set(limits).size).toBe(limits.length)
    expect(statements.flatMap(one => one.Resource).join()).not.toContain('{')
  })
})
