// CloudFormation's own linter over the templates, where the machine has it; the onboarding template's is in its own test.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { serviceTemplate } from '../../lib/service-template.ts'
import { template } from './platform.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-lint-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A name on the path may be a shim without a program behind it.
const isThere = spawnSync('cfn-lint', ['--version']).status === 0

const templates = {
  'platform-dev': () => template({ stage: 'dev' }),
  'platform-prod': () =>
    template({ stage: 'prod', alarmEmail: 'ops@example.com', corsOrigins: ['https://page.example.com'] }),
  service: serviceTemplate,
}

// Six seconds of work each, on a busy machine a minute.
test.skipIf(!isThere)('cfn-lint finds no error in any template', { timeout: 300_000 }, async () => {
  const files = Object.entries(templates).map(([name, make]) => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify(make()))
    return file
  })
  expect((await linted(files)).replaceAll(`${folder}/`, '').trim()).toBe('')
})

/** Warnings are about CDK's habits (a dependency that a reference implies). */
const linted = (files: string[]): Promise<string> =>
  new Promise(resolve => {
    execFile('cfn-lint', ['--ignore-checks', 'W', '--', ...files], (fault, stdout, stderr) =>
      resolve(stdout + stderr || (fault?.message ?? '')),
    )
  })
