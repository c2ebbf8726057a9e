// `npm start`, on whatever Node the machine has: installs what is missing, then runs Panda on the Node 24 among it.
import { spawn } from 'node:child_process'
import { install, nodeOfPanda } from './install.mjs'

install()
if (Number(process.versions.node.split('.')[0]) >= 24) await import('./local.ts')
else {
  // The very first time: npm looked for `node` before there was ours.
  const panda = spawn(nodeOfPanda, [process.argv[1], ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => panda.kill(signal))
  panda.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
