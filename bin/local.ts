// npm start: Panda on this machine, without an AWS account; with a container engine where there is one.
import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

// Half of the start is reading modules: kept compiled from the second start on.
enableCompileCache()

const { readSettings, localSettings } = await import('../core/settings.ts')
const { startPanda } = await import('../local/panda.ts')
const { engineNames, inWords } = await import('../local/engine.ts')
const { printable } = await import('../local/printable.ts')
const { loadEveryArea } = await import('../app/find-route.ts')
const { loadEveryStep } = await import('../app/steps/steps.ts')

/** One line that says what to do: nobody wants a stack for a port that is taken. */
const refuse = (line: string): never => {
  console.error(line)
  process.exit(1)
}

const optionsOf = () => {
  const faults: string[] = []
  const number = (name: string, otherwise: number, good: (value: number) => boolean) => {
    const value = process.env[name] ? Number(process.env[name]) : otherwise
    if (!good(value)) faults.push(`${name}: not a number it can be: ${process.env[name]}`)
    return value
  }
  const port = number('PORT', 8080, value => Number.isInteger(value) && value >= 0 && value < 65_536)
  const clockRate = number('PANDA_CLOCK_RATE', 1, value => value > 0 && value <= 1000)
  const engine = engineNames.find(name => name === process.env.PANDA_ENGINE)
  if (process.env.PANDA_ENGINE && !engine) faults.push(`PANDA_ENGINE: none of ${engineNames.join(', ')}`)
  const settings = readSettings({ ...localSettings, ...process.env })
  if ('faults' in settings) faults.push(...settings.faults)
  if (faults.length > 0 || 'faults' in settings) return refuse(`Panda cannot start: ${faults.join('; ')}`)
  return {
    port,
    clockRate,
    settings,
    dataDir: resolve(process.env.PANDA_DATA || '.panda'),
    repos: reposOf().map(repo => resolve(process.env.INIT_CWD ?? '.', repo)),
    githubApi: process.env.PANDA_GITHUB_API,
    faults: process.env.PANDA_FAULT,
    engine,
    // A stack has more lines than one: they are set in, so that none is taken for a line of Panda's own.
    log: (line: string) => console.error(line.split('\n').map(printable).join('\n  ')),
  }
}

const reposOf = (): string[] => {
  try {
    const { values } = parseArgs({ options: { repo: { type: 'string', multiple: true } } })
    return values.repo ?? []
  } catch (fault) {
    return refuse(`${(fault as Error).message}. Use: npm start -- --repo DIR`)
  }
}

const started = async (options: ReturnType<typeof optionsOf>) => {
  try {
    return await startPanda(options)
  } catch (fault) {
    const { name, message } = fault as Error
    const known = [
      'PortTaken',
      'FolderInUse',
      'FolderUnusable',
      'NotServable',
      'JournalDamaged',
      'FaultsUnclear',
      'EngineUnusable',
    ]
    return refuse(
      known.includes(name) ? `Panda cannot start: ${message}` : `Panda cannot start: ${(fault as Error).stack}`,
    )
  }
}

const options = optionsOf()
const panda = await started(options)

/** A terminal's Ctrl-C reaches Panda, and whoever started Panda (npm, an older Node) passes it on: that is still one. */
const sameKeyMs = 500
let endingSince: number | undefined
const end = async () => {
  if (endingSince !== undefined) {
    if (Date.now() - endingSince > sameKeyMs) process.exit(130)
    return
  }
  endingSince = Date.now()
  console.log('\nEnding ...')
  await panda.close()
  process.exit(0)
}
process.on('SIGINT', end)
process.on('SIGTERM', end)

const engine = panda.engine.then(choice => `Builds and runs with ${inWords(choice)}`)
const unknown = 'What builds and runs is being found out'
const engineLine = await Promise.race([engine, new Promise<string>(resolve => setImmediate(resolve, unknown))])
console.log(`Panda is ready: ${panda.address}

  In a browser:     ${panda.address}
  In a terminal:    npx panda deploy panda/hello --watch (npx panda --help tells the rest)
  By HTTP:          ${panda.address}/swagger-ui.html
  GitHub token      ghp_local      repositories panda/hello (main, v2), panda/slow-start, panda/unhealthy …
  AWS keys          AKIALOCAL / local, region local-1
  Its data          ${options.dataDir}
  ${engineLine}
  Ctrl-C ends Panda and every program it runs.`)
// Sources that change while Panda runs are for its next start.
await Promise.all([loadEveryArea(), loadEveryStep()])
if (engineLine === unknown) console.log(`  ${await engine}`)
