#!/usr/bin/env node
// `panda`, on whatever Node the machine has: installs what is missing, then runs on the Node 24 among it.
import { spawn } from 'node:child_process'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { install, nodeOfPanda } from './install.mjs'

install()
if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache()
  await import('./panda.ts')
} else {
  const panda = spawn(nodeOfPanda, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches both; a signal to this one alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => panda.kill(signal))
  panda.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
