// The bundles as they are deployed: for their test, and for the figure of bench/size.
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Entry, needs } from '../../lambdas/platform/needs.ts'
import { bundleEntry } from '../../lib/bundle.ts'

export const entries = Object.keys(needs) as Entry[]

/** `bytes`: of what is loaded at the start. `inputs`: the sources that something of is in there, `later`: those that are in parts
 *  which are loaded when they are needed. */
export type Bundle = { file: string; bytes: number; inputs: string[]; later: string[] }

export const bundleAll = (folder: string): Record<Entry, Bundle> =>
  Object.fromEntries(entries.map(name => [name, bundled(name, join(folder, name))])) as Record<Entry, Bundle>

const bundled = (name: Entry, folder: string): Bundle => {
  const outputs = new Map(
    Object.entries(bundleEntry(name, folder).outputs).map(([path, output]) => [resolve(path), output]),
  )
  const file = join(folder, 'index.js')
  const atStart = new Set<string>()
  const load = (path: string) => {
    if (atStart.has(path)) return
    atStart.add(path)
    for (const { path: next, kind } of outputs.get(path)?.imports ?? [])
      if (kind === 'import-statement' && outputs.has(resolve(next))) load(resolve(next))
  }
  load(file)
  const inputsOf = (paths: Iterable<string>) =>
    [...paths].flatMap(path =>
      Object.entries(outputs.get(path)!.inputs).flatMap(([input, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [input] : [],
      ),
    )
  return {
    file,
    bytes: [...atStart].reduce((sum, path) => sum + statSync(path).size, 0),
    inputs: inputsOf(atStart),
    later: inputsOf([...outputs.keys()].filter(path => !atStart.has(path) && path.endsWith('.js'))),
  }
}

/** kB, a tenth above what they are: what makes one grow shows up here. */
export const mostKilobytes: Record<Entry, number> = {
  ...{ api: 420, authorizer: 395, socket: 410, advance: 360, push: 320 },
  ...{ step: 440, event: 320, begin: 490, 'build-report': 335, 'build-call': 465, sweep: 360, notify: 425 },
}

const packages: Record<string, string> = {
  apigateway: 'apigatewaymanagementapi',
  elbv2: 'elastic-load-balancing-v2',
  logs: 'cloudwatch-logs',
}

/** How the SDK's packages are called. */
export const packageOf = (client: string) => packages[client] ?? client

/** The SDK's clients that are in there, and those that the entry's row of needs names. */
export const clientsIn = ({ inputs, later }: Bundle): Set<string> => clientsAmong([...inputs, ...later])
export const clientsOf = (entry: Entry): Set<string> => new Set(['dynamodb', ...needs[entry].clients.map(packageOf)])

export const clientsAmong = (inputs: string[]): Set<string> =>
  new Set(inputs.flatMap(path => /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1] ?? []))

/** Languages of zod's words: the index is a list of their names. */
export const localesIn = ({ inputs, later }: Bundle): string[] =>
  [...inputs, ...later]
    .flatMap(path => /zod\/.*\/locales\/(.+)\.js$/.exec(path)?.[1] ?? [])
    .filter(name => name !== 'index')

const arn = 'arn:aws:x:eu-central-1:1:y'

/** With all that a function's environment can hold. */
export const environment = {
  ...{ AWS_REGION: 'eu-central-1', AWS_LAMBDA_FUNCTION_NAME: 'panda-dev-api', PANDA_TABLE: 'panda', PANDA_KEY: arn },
  ...{ PANDA_MACHINE: arn, PANDA_INGRESS_BUS: arn, PANDA_INTERNAL_BUS: arn, PANDA_BUILD_PROJECT: 'panda-build' },
  ...{ PANDA_SOCKET_ENDPOINT: 'https://socket.example/live', PANDA_API_ADDRESS: 'https://api.example' },
  ...{
    PANDA_SOCKET_ADDRESS: 'wss://socket.example/live',
    PANDA_TEMPLATE_ADDRESS: 'https://page.example/template.json',
  },
  ...{ PANDA_CONSOLE_ADDRESS: 'https://page.example', PANDA_SCHEDULE_GROUP: 'panda-notices', PANDA_SCHEDULE_ROLE: arn },
  ...{ PANDA_TOPICS: 'panda-notices', PANDA_ISSUERS: '[]' },
}
