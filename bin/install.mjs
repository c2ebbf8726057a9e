// Runs before `npm start`, `npm test` and `npm run check`, on whatever Node the machine has: makes sure that what
// package-lock.json names is installed (Node 24 among it), and says so when it takes time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const stamp = join(root, 'node_modules', '.panda-installed')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Installing what Panda needs (once, about half a minute) ...')
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) {
    console.error('npm ci did not succeed: see above. Panda needs the npm registry for its first start.')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
