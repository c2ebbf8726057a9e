// Makes sure that what package-lock.json names is installed, Node 24 among it, and says so when it takes time.
// Plain JavaScript: it runs before anything is there, on whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'node_modules', '.panda-installed')

export const nodeOfPanda = join(root, 'node_modules', '.bin', 'node')

export const install = () => {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lockfile).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const folder = join(root, 'node_modules')
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm would empty what it leads to, under whoever works there.
    console.error(`${folder} is a link to packages of another lockfile: take it away, and start again.`)
    process.exit(1)
  }
  // On stderr: stdout belongs to what was asked for, `panda list --json`, say.
  console.error('Installing what Panda needs (once, about half a minute) ...')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('npm ci did not succeed: see above. The first start needs the npm registry.')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install()
