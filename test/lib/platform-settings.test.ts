import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { platformSettings, SettingsFault } from '../../lib/platform-settings.ts'

const faultsOf = (context: Record<string, unknown>): string[] => {
  try {
    platformSettings(context)
  } catch (fault) {
    if (fault instanceof SettingsFault) return fault.message.split('\n').slice(1)
    throw fault
  }
  return []
}

const github = { issuer: 'https://token.actions.githubusercontent.com', audience: 'panda', tenant: 'acme' }

test('nothing said: stage dev, nobody but API tokens, the usual retentions', () => {
  expect(platformSettings({})).toEqual({
    stage: 'dev',
    issuers: [],
    corsOrigins: [],
    retention: { application: 30, deployment: 90, access: 7 },
    gatewayLogRole: 'make',
    overrides: {},
  })
})

test('what cdk.json brings is taken, and what the CDK keeps there is passed over', () => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> }
  const looked = { 'availability-zones:account=1:region=eu-central-1': ['a'] }
  expect(platformSettings({ ...context, ...looked })).toEqual(platformSettings({}))
})

test('the command line knows text only: lists are JSON there', () => {
  const issuer = { ...github, subjects: ['repo:acme/shop:ref:refs/heads/main'] }
  const said = { stage: 'prod', issuers: JSON.stringify([issuer]), retention: '{"application":"14"}' }
  expect(platformSettings(said)).toMatchObject({
    stage: 'prod',
    issuers: [{ ...issuer, role: 'deployer' }],
    retention: { application: 14, deployment: 90, access: 7 },
  })
})

test('settings of Panda itself go on to the functions', () => {
  const { overrides } = platformSettings({ PANDA_BAKE_SECONDS: 60, probeCidr: '192.0.2.7/32' })
  expect(overrides).toEqual({ PANDA_BAKE_SECONDS: '60', PANDA_PROBE_CIDR: '192.0.2.7/32' })
})

test('every fault at once, each with its name', () => {
  const faults = faultsOf({
    stage: 'production',
    alarmEmail: 'nobody',
    alarmMail: 'a@example.com',
    issuers: '[{"issuer":"http://id.example.com"',
    retention: { access: 8 },
    probeCidr: '10.0.0.1',
    PANDA_BAKE_SECOND: '60',
    PANDA_RUNNING: 'many',
  })
  const named = faults.map(fault => /^ {2}([\w.]+): /.exec(fault)?.[1])
  expect(named.sort()).toEqual(
    [
      'PANDA_BAKE_SECOND',
      'PANDA_RUNNING',
      'alarmEmail',
      'alarmMail',
      'issuers',
      'probeCidr',
      'retention.access',
      'stage',
    ].sort(),
  )
  expect(faults.join('\n')).toMatch(/alarmMail: unknown; known are .*alarmEmail/)
})

test.each([[{}], [{ subjects: [] }], [{ subjects: ['*'] }]])(
  'GitHub Actions without owners is refused: %j',
  subjects => {
    expect(faultsOf({ issuers: [{ ...github, ...subjects }] })[0]).toMatch(/issuers\.0\.subjects: /)
  },
)
