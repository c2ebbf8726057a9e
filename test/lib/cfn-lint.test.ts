// CloudFormation's own linter over every template of ours, where the machine has it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { onboardingTemplate } from '../../lib/onboarding-template.ts'
import { serviceTemplate } from '../../lib/service-template.ts'
import { template } from './platform.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-lint-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A name on the path may be a shim without a program behind it.
const isThere = spawnSync('cfn-lint', ['--version']).status === 0

test.skipIf(!isThere)('cfn-lint finds no error in any template', { timeout: 120_000 }, () => {
  const templates = {
    'platform-dev': template({ stage: 'dev' }),
    'platform-prod': template({
      stage: 'prod',
      alarmEmail: 'ops@example.com',
      corsOrigins: ['https://page.example.com'],
    }),
    service: serviceTemplate(),
    onboarding: onboardingTemplate(),
  }
  const files = Object.entries(templates).map(([name, content]) => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify(content))
    return file
  })
  // Warnings are about CDK's habits (a dependency that a reference implies).
  const { stdout, stderr } = spawnSync('cfn-lint', ['--ignore-checks', 'W', '--', ...files], { encoding: 'utf8' })
  expect(`${stdout}${stderr}`.replaceAll(`${folder}/`, '').trim()).toBe('')
})
