// What CodeBuild runs (buildspec.yml gets it from Panda and starts it): one build, with docker. Bundled into one file.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { runBuild } from './build.ts'
import { calls } from './calls.ts'
import { containerEngine } from './container-engine.ts'
import { exported } from './exported.ts'
import type { BuildHost, Order, Report } from './host.ts'
import { orderIn } from './order.ts'

/** Where the text of the exported variable goes. */
const reportFile = 'report.json'

const run = async (): Promise<boolean> => {
  const { order, nonce } = orderIn(process.env)
  const { PANDA_BUILD_CALL: functionName, CODEBUILD_BUILD_ID: buildId } = process.env
  if (!functionName || !buildId) throw new Error('PANDA_BUILD_CALL and CODEBUILD_BUILD_ID are not both there')
  // Programs that are started get an environment of their own in any case; this is for one that should be forgotten.
  delete process.env.PANDA_ORDER
  delete process.env.PANDA_NONCE
  const asked = calls(asking(functionName), { ...order, buildId, nonce })
  const outcome = await inOwnFolder(folder => runBuild(order, hostOf(order, asked, folder)))
  await writeFile(reportFile, exported(outcome))
  if (outcome.failure) console.error(`${outcome.failure.errorCode}: ${outcome.failure.message}`)
  return outcome.succeeded
}

const hostOf = (order: Order, asked: Pick<BuildHost, 'trade' | 'report'>, workDir: string): BuildHost => {
  const stop = new AbortController()
  // Whether CodeBuild sends it before it takes the machine away is not written down; whoever tries it out does.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort())
  console.log(`Build of ${order.cloneUrl}, ${order.branch}, for ${order.deploymentId}`)
  const report = async (said: Report) => {
    for (const line of said.output?.lines ?? []) console.log(line)
    try {
      await asked.report(said)
    } catch (fault) {
      console.error(`Report ${said.n} did not arrive: ${String(fault)}`)
      throw fault
    }
  }
  const tool = process.env.PANDA_ENGINE === 'podman' ? 'podman' : 'docker'
  const engine = containerEngine(tool, { folder: join(workDir, 'engine') })
  return { trade: asked.trade, report, engine, signal: stop.signal, now: () => Date.now(), workDir }
}

const inOwnFolder = async <T>(work: (folder: string) => Promise<T>) => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-build-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Panda's one function. It answers within 30 s; a report that gets no answer is sent again by whoever sends it. */
const asking = (functionName: string) => {
  const requestHandler = { connectionTimeout: 3_000, requestTimeout: 35_000, throwOnRequestTimeout: true }
  const lambda = new LambdaClient({ maxAttempts: 3, requestHandler })
  return async (call: object): Promise<unknown> => {
    const Payload = JSON.stringify(call)
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload }))
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null')
    // It answers 200 when the function has thrown.
    if (answer.FunctionError) throw new Error(wordsOf(payload))
    return payload
  }
}

const wordsOf = (payload: unknown) =>
  typeof payload === 'object' && payload !== null && 'errorMessage' in payload
    ? String(payload.errorMessage)
    : 'Panda did not answer'

run().then(
  succeeded => {
    process.exitCode = succeeded ? 0 : 1
  },
  (fault: unknown) => {
    console.error(fault instanceof Error ? fault.message : fault)
    process.exitCode = 1
  },
)
