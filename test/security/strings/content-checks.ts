// What a repository holds: a Dockerfile, a .dockerignore, file names. Refused in words, or taken as they are.
import { parseIgnore } from '../../../local/dockerfile/ignore.ts'
import { apply, type Build } from '../../../local/dockerfile/instructions.ts'
import { parse } from '../../../local/dockerfile/parse.ts'
import { Refused } from '../../../local/dockerfile/refused.ts'
import type { Tree } from '../../../local/images/tree.ts'
import type { Check } from './schema-checks.ts'

const dockerfiles = [
  (value: string) => `FROM node:24\n${value}`,
  (value: string) => `FROM ${value}`,
  (value: string) => `FROM node:24\nCOPY ${value} /app/`,
  (value: string) => `FROM node:24\nCOPY . ${value}`,
  (value: string) => `FROM node:24\nENV A=${value} B=$A`,
  (value: string) => `FROM node:24\nENV ${value}=x`,
  (value: string) => `FROM node:24\nWORKDIR ${value}\nCOPY a.js .`,
  (value: string) => `FROM node:24\nEXPOSE ${value}\nSTOPSIGNAL ${value}`,
  (value: string) => `FROM node:24\nCMD ${value}`,
  (value: string) => `FROM node:24\nCMD [${JSON.stringify(value)}]`,
]

let turn = 0
const dockerfile: Check = value => {
  const text = dockerfiles[turn++ % dockerfiles.length]!(value)
  const context: Tree = new Map([
    ['a.js', { kind: 'file', source: '/nowhere/a.js', executable: false }],
    ['etc', { kind: 'link', target: '/../../etc' }],
  ])
  try {
    const { instructions, escapeMark } = parse(text)
    const build: Build = { context, escapeMark, stages: [], globals: {} }
    for (const instruction of instructions) apply(build, instruction)
    for (const { tree, workdir, env } of build.stages) {
      for (const [path, entry] of tree) {
        if (path.startsWith('/') || path.split('/').includes('..')) return `an image has the file ${path}`
        if (entry.kind === 'file' && entry.source !== '/nowhere/a.js') return `an image takes ${entry.source}`
      }
      if (!workdir.startsWith('/') || workdir.split('/').includes('..')) return `a program starts in ${workdir}`
      for (const one of Object.values(env)) if (typeof one !== 'string') return `a variable is a ${typeof one}`
    }
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault
  }
  return undefined
}

const names = ['a', 'a/b/c', 'node_modules/x', 'a'.repeat(200), `${'a/'.repeat(60)}b`]
const ignore: Check = value => {
  const { ignored } = parseIgnore(`${value}\n!${value}\n`)
  for (const name of [...names, value.slice(0, 300)])
    if (ignored(name) && !/[\r\n]/.test(value)) return 'what is taken back is ignored'
  return undefined
}

export const contentChecks: Check[] = [dockerfile, ignore]
