// .dockerignore: the last line that matches decides, and what matches a folder matches all below it.
// https://docs.docker.com/build/concepts/context/#dockerignore-files
import { posix } from 'node:path'
import { longestPath } from '../images/tree.ts'
import { pattern } from './pattern.ts'

export type Ignore = {
  ignored(path: string): boolean
  /** A line with `!` may bring back what is below an ignored folder, so that has to be walked. */
  exceptions: boolean
}

export const parseIgnore = (text: string): Ignore => {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim())
    // No path is longer than that, so none is meant.
    .filter(line => line !== '' && line !== '!' && line.length <= longestPath)
    .map(rule)
  return {
    ignored: path => rules.reduce((ignored, { matches, back }) => (matches(path) ? !back : ignored), false),
    exceptions: rules.some(({ back }) => back),
  }
}

const rule = (line: string) => {
  const back = line.startsWith('!')
  const clean = posix.normalize((back ? line.slice(1) : line).trim()).replace(/^\/+|\/+$/g, '')
  const expression = pattern(clean, true)
  const matches = (path: string): boolean => {
    for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (expression.test(path.slice(0, at))) return true
    }
    return false
  }
  return { back, matches }
}
