// What a build needs of the place it runs in (CodeBuild, or one machine), and what it says when it is over.
import type { BuildOrder, BuildReport } from '../core/ports.ts'

export type Order = Omit<BuildOrder, 'nonce'>

/** What the nonce is traded for, once: both are secret, and neither is in the build's environment. */
export type Traded = { cloneToken: string; registry: string; password: string }

/** A report without what the host knows better: it adds `buildId` and `nonce`. */
export type Report = Omit<BuildReport, 'buildId' | 'nonce'>
export type Failure = NonNullable<Report['failure']>

export type BuildHost = {
  trade(): Promise<Traded>
  report(report: Report): Promise<void>
  engine: Engine
  signal: AbortSignal
  /** Milliseconds. */
  now(): number
  /** An empty folder for this build alone. The host removes it afterwards. */
  workDir: string
}

export type Progress = (message: string, step?: number, steps?: number) => void

export type EngineBuild = {
  contextDir: string
  /** Absolute. */
  dockerfile: string
  imageName: string
  /** Where layers of earlier builds may be, and those of this one are left; the password is never the build's own. */
  cache?: { registry: string; repository: string; password: string }
  progress: Progress
  line(text: string): void
  signal: AbortSignal
}

export type EnginePush = {
  registry: string
  repository: string
  tags: string[]
  imageName: string
  /** What `build` answered, if it knew the digest already. */
  digest?: string
  password: string
  progress: Progress
  line(text: string): void
  signal: AbortSignal
}

export type Engine = {
  build(order: EngineBuild): Promise<{ ok: true; digest?: string } | { ok: false; message: string }>
  /** `docker login`, which may be the second: a build with a cache needs it too. Rejects with the reason if it is refused. */
  login(at: { registry: string; password: string; signal: AbortSignal }): Promise<void>
  /** Rejects with the reason if it is refused. */
  push(order: EnginePush): Promise<{ digest: string; uri: string }>
}

export type Outcome = Pick<Report, 'milestones' | 'failure' | 'n'> & { succeeded: boolean; aborted: boolean }
