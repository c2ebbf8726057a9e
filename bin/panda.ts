// panda: the command line. `bin/panda.mjs` runs this on Node 24, wherever it is called from.
import { readFileSync } from 'node:fs'
import { run } from '../cli/run.ts'
import { shellOf } from '../cli/shell.ts'

// `panda list | head -1`: whoever reads has had enough.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1))

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const exitCode = await run(process.argv.slice(2), shellOf(process), version)
// Sockets that are kept open for a next call would hold it for seconds.
process.stdout.write('', () => process.exit(exitCode))
