// Builds an image from a Dockerfile without a container engine: whatever only puts files and settings together.
import { isAbsolute, relative } from 'node:path'
import type { ImageConfig } from '../images/manifest.ts'
import type { ImageStore } from '../images/store.ts'
import { python } from '../machines/runtimes.ts'
import { readContext, textInside } from './context.ts'
import { apply, type Build } from './instructions.ts'
import { type Instruction, type Parsed, parse } from './parse.ts'
import { Refused } from './refused.ts'
import type { Stage } from './stage.ts'

export type BuildOrder = {
  contextDir: string
  /** Absolute, or from `contextDir`; inside it. */
  dockerfilePath: string
  store: ImageStore
  /** Once an instruction, as a container engine would show it: `[2/5] COPY server.js .` */
  progress(step: number, steps: number, text: string): void
  signal: AbortSignal
}

export type Built = { ok: true; digest: string; size: number } | { ok: false; line?: number; message: string }

/** Without EXPOSE. */
const defaultPort = 8080

export const buildImage = async (order: BuildOrder): Promise<Built> => {
  const at: { instruction?: Instruction } = {}
  try {
    const { contextDir } = order
    const path = isAbsolute(order.dockerfilePath) ? relative(contextDir, order.dockerfilePath) : order.dockerfilePath
    const text = await textInside(contextDir, path)
    if (text === undefined) throw new Refused(`there is no ${path}`)
    const parsed = parse(text)
    const context = await readContext(contextDir, path)
    const stage = await runAll(order, parsed, { context, escapeMark: parsed.escapeMark, stages: [], globals: {} }, at)
    at.instruction = undefined
    const { digest, size, leftOut } = await order.store.put(stage.tree, configOf(stage), order.signal)
    const { length: steps } = parsed.instructions
    for (const path of leftOut) order.progress(steps, steps, `left out: ${path} is a link that leads out of the image`)
    return { ok: true, digest, size }
  } catch (error) {
    if (order.signal.aborted) return { ok: false, message: 'the build was stopped' }
    if (!(error instanceof Refused)) throw error
    const { line, shown } = at.instruction ?? {}
    if (!line) return { ok: false, message: error.message }
    return { ok: false, line, message: `Dockerfile line ${line}: ${shown}: ${error.message}` }
  }
}

const runAll = async (
  { progress, signal }: BuildOrder,
  { instructions }: Parsed,
  build: Build,
  at: { instruction?: Instruction },
): Promise<Stage> => {
  const steps = instructions.length
  for (const [i, instruction] of instructions.entries()) {
    signal.throwIfAborted()
    at.instruction = instruction
    progress(i + 1, steps, `[${i + 1}/${steps}] ${instruction.shown}`)
    apply(build, instruction)
    const stage = build.stages.at(-1)
    if (instruction.keyword === 'FROM' && stage?.base === 'python' && !(await python())) {
      throw new Refused('it needs python3, and there is none on the PATH of this machine')
    }
  }
  const last = build.stages.at(-1)
  if (!last) throw new Refused('the Dockerfile has no FROM')
  at.instruction = instructions.findLast(({ keyword }) => keyword === 'FROM')
  if (last.entrypoint.length + last.cmd.length === 0) throw new Refused('this image has neither CMD nor ENTRYPOINT')
  return last
}

const configOf = ({ env, entrypoint, cmd, workdir, port, stopSignal, base }: Stage): ImageConfig => {
  // The entry point of the official Node images: what is no program is an argument of `node`.
  const script = base === 'node' && entrypoint.length === 0 && /^-|\.[cm]?js$/.test(cmd[0] ?? '')
  const run = script ? ['node', ...cmd] : cmd
  return { env, entrypoint, cmd: run, workdir, port: port ?? defaultPort, stopSignal }
}
