// `npm start` until Panda says that it is ready, with a data folder that is new.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** In ms. */
export const toReady = async (dataDir: string): Promise<number> => {
  const began = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: new URL('../..', import.meta.url),
    env: {
      ...process.env,
      PORT: '0',
      PANDA_DATA: dataDir,
      PANDA_ENGINE: 'process',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    // npm and what it starts: Ctrl-C is for the whole group.
    detached: true,
  })
  const ended = once(npm, 'close')
  let printed = ''
  for await (const piece of npm.stdout) {
    printed += String(piece)
    if (/^Panda is ready/m.test(printed)) break
  }
  const took = performance.now() - began
  if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}: ${printed}`)
  process.kill(-npm.pid!, 'SIGINT')
  await ended
  return took
}
