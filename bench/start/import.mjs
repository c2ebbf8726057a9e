// A cold start: the CPU of a process from before it loads the file of a function until its handler is there, in microseconds.
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const before = process.cpuUsage()
const { handler } = require(process.argv[2])
const { user, system } = process.cpuUsage(before)
if (typeof handler !== 'function') throw new Error(`${process.argv[2]} is no function`)
writeSync(3, String(user + system))
process.exit(0)
