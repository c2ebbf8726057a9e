// Eight processes append to one log, and some of them die: what is in the log afterwards.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { readLog } from '../../app/store/log.ts'
import { localDynamo } from '../../local/dynamo.ts'
import { begin, deploymentId } from './place.ts'

const writers = 8
const each = 30

export type Written = { appended: number; crashes: number; gaps: number; lost: number; doubled: number }

export const writeAtOnce = async (program: string, folder: string): Promise<Written> => {
  const { table, endpoint, close } = await localDynamo(folder)
  try {
    await begin({ table })
    const crashes = await Promise.all(
      Array.from({ length: writers }, (_, n) => untilWritten(program, endpoint, `writer ${n}`)),
    )
    const log = await readLog({ table }, deploymentId)
    const said = log.slice(1).map(({ details }) => String(details.of))
    return {
      appended: said.length,
      crashes: crashes.reduce((sum, one) => sum + one, 0),
      gaps: log.filter(({ seq }, n) => seq !== n + 1).length,
      lost: writers * each - new Set(said).size,
      doubled: said.length - new Set(said).size,
    }
  } finally {
    await close()
  }
}

/** How often it died. */
const untilWritten = async (program: string, endpoint: string, name: string): Promise<number> => {
  let from = 0
  // Each that dies has 2 in 100 of its own: 100 in a row are none.
  for (let crashes = 0; crashes < 100; crashes++) {
    const child = spawn(process.execPath, [program, endpoint, name, String(from), String(each)], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      timeout: 120_000,
    })
    const [said, [code, signal]] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')])
    if (code === 0) return crashes
    if (signal !== 'SIGKILL') throw new Error(`${name} ended with ${code ?? signal}`)
    from = Number(said.trim().split('\n').at(-1) || from)
  }
  throw new Error(`${name} does not come to its end`)
}
