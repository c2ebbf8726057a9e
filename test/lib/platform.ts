// The platform's template of each stage, made once, from functions without a program and without cdk-nag (bin/app.ts has it).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { platformSettings } from '../../lib/platform-settings.ts'
import { PlatformStack } from '../../lib/platform-stack.ts'

type Json = { [key: string]: unknown }
export type Resource = {
  Type: string
  Properties: Json
  DependsOn?: string[]
  DeletionPolicy?: string
  Metadata?: Json
}
export type Template = { Resources: Record<string, Resource>; Outputs: Record<string, { Value: unknown }> }

export const template = (context: { stage: 'dev' | 'prod' } & Json): Template => {
  const outdir = mkdtempSync(join(tmpdir(), 'panda-synth-'))
  const before = process.env.CDK_VALIDATION
  // What it would check here, cfn-lint does; it takes most of the time.
  process.env.CDK_VALIDATION = 'false'
  try {
    const { context: usual } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Json }
    const app = new App({ outdir, context: { ...usual, 'aws:cdk:disable-asset-staging': true } })
    const code = () => Code.fromInline('exports.handler = async () => {}')
    const settings = platformSettings({ ...usual, ...context })
    const stack = new PlatformStack(app, 'Panda', { settings, buildspec: 'version: 0.2', code })
    return app.synth().getStackByName(stack.stackName).template as Template
  } finally {
    process.env.CDK_VALIDATION = before
    rmSync(outdir, { recursive: true, force: true })
  }
}

export const resourcesOf = ({ Resources }: Template, type: string | RegExp): [id: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => (typeof type === 'string' ? Type === type : type.test(Type)))

/** A reference to a resource as its name in the stack, without CDK's hash; everything else as AWS would fill it in. */
export const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Json
  if (typeof Ref === 'string') return pseudo[Ref] ?? named(Ref)
  if (Array.isArray(attribute)) return `${named(String(attribute[0]))}.${attribute[1]}`
  if (Array.isArray(join)) return (join[1] as unknown[]).map(plain).join(String(join[0]))
  if (typeof sub === 'string') return sub.replace(/\$\{(AWS::\w+)\}/g, (_, name) => pseudo[name] ?? name)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

const pseudo: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '999999999999',
  'AWS::URLSuffix': 'amazonaws.com',
}

const named = (id: string) => id.replace(/[0-9A-F]{8}$/, '')
