// What each instruction does to the stage at hand. https://docs.docker.com/reference/dockerfile/
import { posix } from 'node:path'
import { followed, longestPath, place, type Tree } from '../images/tree.ts'
import { copy } from './copy.ts'
import type { Instruction } from './parse.ts'
import { needsEngine, Refused } from './refused.ts'
import { type Stage, stageFrom } from './stage.ts'
import { execForm, expand, pairs, type Variables, words } from './words.ts'

export type Build = {
  context: Tree
  escapeMark: string
  stages: Stage[]
  /** ARGs before the first FROM: seen by FROM, and by a stage that names them again. */
  globals: Variables
}

type Apply = (build: Build, instruction: Instruction) => void

export const apply: Apply = (build, instruction) => {
  const known = Object.hasOwn(table, instruction.keyword) ? table[instruction.keyword] : undefined
  if (!known) throw new Refused('unknown instruction')
  if (/<<-?["']?\w/.test(instruction.text) && ['ADD', 'COPY'].includes(instruction.keyword)) {
    throw needsEngine('it has a here-document')
  }
  if (!instruction.text && instruction.keyword !== 'RUN') throw new Refused('it has no arguments')
  known(build, instruction)
}

/** Nothing to do for a process: why, is said beside each. */
const ignored: Apply = build => void current(build)

const addOrCopy: Apply = (build, { keyword, text, flags }) => {
  const stage = current(build)
  const list = (execForm(text) ?? text.split(/\s+/).filter(Boolean)).map(word => pathIn(build, word))
  const destination = list.pop()
  if (destination === undefined || list.length === 0) throw new Refused('it needs a source and a destination')
  let from = { from: build.context, fromName: 'the build context' }
  let executable: boolean | undefined
  for (const { name, value } of flags) {
    if (name === 'from' && keyword === 'COPY') from = fromStage(build, inStage(build, value))
    else if (name === 'chmod') executable = modeOf(value)
    // One user runs everything here, and there are no layers.
    else if (name !== 'chown' && name !== 'link') throw needsEngine(`it has the flag --${name}`)
  }
  for (const source of keyword === 'ADD' ? list : []) {
    if (/^(https?|git|ssh):|^git@/.test(source)) throw needsEngine(`ADD of a remote source ("${source}")`)
    if (/\.(tar|tgz|tbz2?|txz|tar\.\w+)$/.test(source)) throw needsEngine(`ADD would unpack "${source}"`)
  }
  const { tree: into, workdir } = stage
  copy({ ...from, sources: list, into, workdir, destination, executable })
}

const table: Record<string, Apply> = {
  FROM: (build, { text, line }) => {
    const [image = '', as, name, ...more] = words(text, build.escapeMark)
    if (more.length > 0 || (as && (as.toLowerCase() !== 'as' || !name)))
      throw new Refused('it must be FROM image [AS name]')
    const wanted = expand(image, build.globals, build.escapeMark)
    build.stages.push(stageFrom(wanted, (name ?? '').toLowerCase(), line, build.stages))
  },
  ARG: (build, { text }) => {
    for (const word of words(text, build.escapeMark)) {
      const [, name = '', raw] = /^([^=]+)(?:=(.*))?$/s.exec(word) ?? []
      const stage = build.stages.at(-1)
      if (!stage) build.globals[name] = raw === undefined ? '' : expand(raw, build.globals, build.escapeMark)
      else if (raw !== undefined) stage.args[name] = inStage(build, raw)
      else if (Object.hasOwn(build.globals, name)) stage.args[name] = build.globals[name]!
    }
  },
  ENV: (build, { text }) => {
    const stage = current(build)
    // All of one line see what was there before the line.
    const found = pairs(text, build.escapeMark, true).map(([name, raw]) => [inStage(build, name), inStage(build, raw)])
    Object.assign(stage.env, Object.fromEntries(found))
  },
  WORKDIR: (build, { text }) => {
    const stage = current(build)
    stage.workdir = posix.resolve(stage.workdir, pathIn(build, text.trim()))
    const real = followed(stage.tree, stage.workdir)
    if (real === undefined) throw new Refused('it leads out of the image')
    if (stage.tree.get(real)?.kind === 'file') throw new Refused('it is a file')
    if (!stage.tree.has(real)) place(stage.tree, real, { kind: 'folder' })
  },
  EXPOSE: (build, { text }) => {
    const stage = current(build)
    for (const word of words(inStage(build, text), build.escapeMark)) {
      const [, first, , protocol = 'tcp'] = /^(\d{1,5})(-\d{1,5})?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? []
      const port = Number(first)
      if (!(port >= 1 && port <= 65535)) throw new Refused(`"${word}" is not a port`)
      if (protocol.toLowerCase() === 'tcp') stage.port ??= port
    }
  },
  CMD: (build, { text }) => {
    const stage = current(build)
    Object.assign(stage, { cmd: execForm(text) ?? [...stage.shell, text], cmdInherited: false })
  },
  ENTRYPOINT: (build, { text }) => {
    const stage = current(build)
    const exec = execForm(text)
    stage.entrypoint = exec ?? [...stage.shell, text]
    // The shell form takes no arguments.
    if (!exec || stage.cmdInherited) stage.cmd = []
  },
  SHELL: (build, { text }) => {
    const shell = execForm(text)
    if (!shell?.length) throw new Refused('it must be a list: ["program", "argument"]')
    current(build).shell = shell
  },
  STOPSIGNAL: (build, { text }) => {
    const signal = `SIG${inStage(build, text.trim()).toUpperCase().replace(/^SIG/, '')}`
    const named =
      { SIG1: 'SIGHUP', SIG2: 'SIGINT', SIG3: 'SIGQUIT', SIG9: 'SIGKILL', SIG15: 'SIGTERM' }[signal] ?? signal
    if (!/^SIG(HUP|INT|QUIT|KILL|TERM|USR1|USR2)$/.test(named)) throw new Refused(`unknown signal "${text.trim()}"`)
    current(build).stopSignal = named
  },
  COPY: addOrCopy,
  ADD: addOrCopy,
  ONBUILD: build => {
    current(build).triggers = true
  },
  // A process runs as whoever runs Panda.
  USER: ignored,
  LABEL: ignored,
  MAINTAINER: ignored,
  // ECS does not look at an image's own health check either; the load balancer's decides.
  HEALTHCHECK: ignored,
  // Each task has its own copy of the files, gone with the task.
  VOLUME: ignored,
  RUN: () => {
    throw needsEngine('it runs a command inside the image')
  },
}

const current = (build: Build): Stage => {
  const stage = build.stages.at(-1)
  if (!stage) throw new Refused('there must be a FROM before it')
  return stage
}

const inStage = (build: Build, text: string): string => {
  const { args, env } = current(build)
  return expand(text, { ...args, ...env }, build.escapeMark)
}

const pathIn = (build: Build, text: string): string => {
  const path = inStage(build, text)
  if (path.length > longestPath) throw new Refused(`a path has ${longestPath} characters at most`)
  return path
}

const fromStage = (build: Build, name: string) => {
  const earlier = build.stages.slice(0, -1)
  const stage =
    earlier.findLast(one => one.name === name.toLowerCase()) ?? earlier[/^\d+$/.test(name) ? Number(name) : -1]
  if (!stage) throw needsEngine(`"${name}" is no earlier stage but another image`)
  return { from: stage.tree, fromName: `stage "${name}"` }
}

const modeOf = (value: string): boolean => {
  if (!/^[0-7]{3,4}$/.test(value)) throw needsEngine(`--chmod=${value} is not an octal number`)
  return (Number.parseInt(value, 8) & 0o111) !== 0
}
