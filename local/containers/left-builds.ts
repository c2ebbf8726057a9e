// A container engine goes on building when Panda is killed: at the next start, what still builds in this data folder is ended.
import { readdir, readFile } from 'node:fs/promises'
import { endProgram } from '../../buildspec/process-group.ts'

/**
 * Known by the Dockerfile that it was given, which lies in the folder of builds. Without /proc (macOS): none is found. Answers when
 * it has looked, before anything new is built, with how to end them.
 */
export const leftBuilds = async (workDir: string): Promise<{ end(): Promise<void> }> => {
  const names = await readdir('/proc').catch(() => [])
  const ids = names.filter(name => /^\d+$/.test(name)).map(Number)
  const left = await Promise.all(ids.map(async id => ((await builds(id, workDir)) ? [id] : [])))
  return {
    end: async () => {
      await Promise.all(left.flat().map(id => endBuild(id, workDir)))
    },
  }
}

const endBuild = async (id: number, workDir: string): Promise<void> => {
  let ended = false
  const watch = setInterval(async () => {
    ended = !(await builds(id, workDir))
  }, watchMs)
  try {
    await endProgram(id, 'contained first', () => ended)
  } finally {
    clearInterval(watch)
  }
}

const watchMs = 100

/** Any may end while it is looked at, or be another user's. */
const builds = async (id: number, workDir: string): Promise<boolean> => {
  const words = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return words.includes('build') && words.some(word => word.startsWith(`--file=${workDir}/`))
}
