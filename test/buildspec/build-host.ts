// A build host by hand: remembers what it is told, and an engine that does as it is bidden.
import { join } from 'node:path'
import type { BuildHost, Engine, EnginePush, Order, Report } from '../../buildspec/host.ts'
import { temporaryFolder } from '../local/github/commands.ts'

export const canary = 'ghp_canary0123456789'
export const password = 'pw_canary0123456789'
const registry = '000000000000.dkr.ecr.local-1.amazonaws.com'

export const order = (cloneUrl: string, more: Partial<Order> = {}): Order => ({
  deploymentId: 'dep_1',
  attempt: 1,
  cloneUrl,
  branch: 'main',
  imageName: 'panda-hello-main-1',
  accountId: '000000000000',
  region: 'local-1',
  repository: 'panda-hello',
  tag: '20261120_103505',
  ...more,
})

export const buildHost = async (engine: Partial<Engine> = {}, more: Partial<BuildHost> = {}) => {
  const reports: Report[] = []
  const pushes: EnginePush[] = []
  const stop = new AbortController()
  const host: BuildHost = {
    trade: async () => ({ cloneToken: canary, registry, password }),
    report: async report => void reports.push(structuredClone(report)),
    engine: {
      build: async ({ progress, line }) => {
        line('[1/1] FROM node:24')
        progress('[1/1] FROM node:24', 1, 1)
        return { ok: true, digest: 'sha256:1' }
      },
      login: async () => undefined,
      push: async push => {
        pushes.push(push)
        return { digest: 'sha256:1', uri: `${registry}/${push.repository}:${push.tags[0]}` }
      },
      ...engine,
    },
    signal: stop.signal,
    now: () => Date.now(),
    workDir: await temporaryFolder(),
    ...more,
  }
  return { host, reports, pushes, stop, source: join(host.workDir, 'source') }
}

export const outputOf = (reports: Report[]) => reports.flatMap(({ output }) => output?.lines ?? [])
