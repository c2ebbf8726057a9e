// In the process of a contender: the CPU of one append, in microseconds.
import { writeSync } from 'node:fs'

const [warm, measured] = [400, 800]

export const endpoint = process.argv[2] ?? ''

export const measure = async (append: (n: number) => Promise<void>) => {
  for (let n = 0; n < warm; n++) await append(n)
  const before = process.cpuUsage()
  for (let n = 0; n < measured; n++) await append(n)
  const { user, system } = process.cpuUsage(before)
  writeSync(3, String((user + system) / measured))
  process.exit(0)
}
