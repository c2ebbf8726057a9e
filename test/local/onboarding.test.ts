import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings, type Settings } from '../../core/settings.ts'
import { onboardingTemplate } from '../../lib/onboarding-template.ts'
import { startPanda } from '../../local/panda.ts'

test('npm start serves the onboarding template, and says what it asks for', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'panda-onboarding-'))
  const settings = readSettings({}) as Settings
  const options = { port: 0, dataDir, settings, repos: [], clockRate: 1, engine: 'process' as const, log: () => {} }
  const panda = await startPanda(options)
  try {
    const answer = await fetch(`${panda.address}/api/v1/connect/aws/external-id`)
    const { data } = (await answer.json()) as { data: Record<string, string> }
    expect(data).toEqual({
      externalId: expect.stringMatching(/^panda-/),
      templateUrl: `${panda.address}/onboarding.json`,
      platformAccountId: '999999999999',
      ingressBusArn: 'arn:aws:events:local-1:999999999999:event-bus/panda-ingress',
    })
    const template = await fetch(data.templateUrl!)
    expect(template.headers.get('content-type')).toContain('application/json')
    expect(await template.json()).toEqual(JSON.parse(JSON.stringify(onboardingTemplate())))
  } finally {
    await panda.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
