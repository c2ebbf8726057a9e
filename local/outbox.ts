// Mail that SNS would send: here it is a file in the data folder, and a line that says so.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../region/kernel.ts'

export const outbox = (folder: string, log: (line: string) => void): NonNullable<World['outbox']> => {
  let written = 0
  return {
    put: async ({ to, subject, text }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${++written}.eml`
      await writeFile(join(folder, name), `To: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600 })
      log(`mail (simulated, nothing was sent): outbox/${name}`)
    },
  }
}
