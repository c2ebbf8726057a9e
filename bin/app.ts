// The CDK app: `npx cdk deploy -c stage=prod`. What can be set is in lib/platform-settings.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { AwsSolutionsChecks } from 'cdk-nag'
import { stackName } from '../aws/deployed.ts'
import { bundleBuildProgram, bundleEntries } from '../lib/bundle.ts'
import { entryNames } from '../lib/entries.ts'
import { platformSettings, SettingsFault } from '../lib/platform-settings.ts'
import { PlatformStack } from '../lib/platform-stack.ts'

const app = new App()
try {
  const settings = platformSettings(app.node.getAllContext())
  const folder = bundleEntries(entryNames, join(app.outdir, 'functions'))
  bundleBuildProgram(folder('build-call'))
  const buildspec = readFileSync(join(import.meta.dirname, '../buildspec/buildspec.yml'), 'utf8')
  const code = (entry: string) => Code.fromAsset(folder(entry))
  new PlatformStack(app, stackName(settings.stage), { settings, buildspec, code })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
} catch (fault) {
  // What somebody has mistyped needs words, not a stack.
  if (!(fault instanceof SettingsFault)) throw fault
  console.error(fault.message)
  process.exitCode = 1
}
