// A build stage, and what it starts from.
import type { Tree } from '../images/tree.ts'
import { needsEngine, Refused } from './refused.ts'
import type { Variables } from './words.ts'

export type Stage = {
  name: string
  base: 'node' | 'python' | 'scratch'
  line: number
  tree: Tree
  env: Variables
  args: Variables
  workdir: string
  port: number | undefined
  entrypoint: string[]
  cmd: string[]
  /** An ENTRYPOINT takes away a CMD that came from the base, not one of its own stage. */
  cmdInherited: boolean
  shell: string[]
  stopSignal: string
  /** It has ONBUILD lines, which only matter to who builds from it. */
  triggers: boolean
}

/** As the official images have it; `node`, `npm` and `python` are found before it when the program runs. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const official = /^(?:docker\.io\/|index\.docker\.io\/|public\.ecr\.aws\/docker\/|mirror\.gcr\.io\/)?(?:library\/)?/

export const stageFrom = (image: string, name: string, line: number, earlier: Stage[]): Stage => {
  const parent = earlier.findLast(stage => stage.name === image.toLowerCase())
  if (parent?.triggers) throw needsEngine(`stage "${image}" has ONBUILD lines`)
  if (parent) {
    const { tree, env } = parent
    return { ...parent, name, line, tree: new Map(tree), env: { ...env }, args: {}, cmdInherited: true }
  }
  return {
    name,
    base: baseOf(image),
    line,
    tree: new Map(),
    env: { PATH: defaultPath },
    args: {},
    workdir: '/',
    port: undefined,
    entrypoint: [],
    cmd: [],
    cmdInherited: false,
    shell: ['/bin/sh', '-c'],
    stopSignal: 'SIGTERM',
    triggers: false,
  }
}

const baseOf = (image: string): Stage['base'] => {
  if (!image) throw new Refused('FROM names no image')
  const name = image.replace(official, '').replace(/[:@].*$/, '')
  if (name === 'node' || name === 'python' || name === 'scratch') return name
  throw needsEngine(`the base image "${image}" is none of node, python and scratch`)
}
