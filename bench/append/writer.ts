// One of eight that append to one log. It dies in 2 of 100 appends: before the write, while it is under way, or after it; whoever
// started it starts another, which says again what this one may not have said. Says on descriptor 3 how far it has come.
import { writeSync } from 'node:fs'
import { record } from '../../app/record.ts'
import { deploymentId, documentAt, passed, portsAt } from './place.ts'

const [endpoint = '', name = '', from = '0', all = '0'] = process.argv.slice(2)
const chance = 0.02

const die = (): never => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('is dead')
}

const main = async () => {
  const ports = portsAt(documentAt(endpoint))
  for (let n = Number(from); n < Number(all); n++) {
    const isLast = Math.random() < chance
    const when = Math.random() * 3
    if (isLast && when < 1) die()
    const written = record(ports, deploymentId, passed(`${name} ${n}`))
    // Some milliseconds: the write has left, its answer has not come, or it has.
    if (isLast && when < 2) setTimeout(die, Math.random() * 15)
    await written
    if (isLast) die()
    writeSync(3, `${n + 1}\n`)
  }
  process.exit(0)
}
void main()
