// CodeBuild's program as it is handed out: bundled into one file, and run by itself.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleBuildProgram } from '../../lib/bundle.ts'
import { temporaryFolder } from '../local/github/commands.ts'

/** Answers its path. */
export const bundled = async () => {
  const folder = await temporaryFolder()
  bundleBuildProgram(folder)
  return join(folder, 'panda-build.cjs')
}

export const runProgram = async (program: string, environment: Record<string, string>) => {
  const [cwd, TMPDIR] = [await temporaryFolder(), await temporaryFolder()]
  const env = { PATH: process.env.PATH, HOME: cwd, TMPDIR, ...environment }
  const child = spawn(process.execPath, [program], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  const report = async () => JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'))
  return { child, ended, report, cwd, TMPDIR, said: () => said }
}
