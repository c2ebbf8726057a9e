// The scanner of one machine: trivy, where it is installed. What it reads is the image itself: the files that Panda keeps of it, or
// what its container engine saves. https://trivy.dev/latest/docs/configuration/reporting/#json
import { execFile } from 'node:child_process'
import { access, constants, mkdtemp, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import * as z from 'zod'
import type { ScannedFinding, World } from '../region/kernel.ts'
import type { ContainerImages } from './containers/images.ts'
import type { ImageStore } from './images/store.ts'

type Images = { store: Pick<ImageStore, 'open'>; contained: Pick<ContainerImages, 'find'>; workDir: string }
/** `over`: Panda ends, and so does what it scans. */
type Where = { path?: string; over?: AbortSignal }
type Scanner = NonNullable<World['scanner']>

/** Undefined: it is not on the PATH. */
export const trivyScanner = async (
  images: Images,
  { path = process.env.PATH ?? '', over }: Where = {},
): Promise<Scanner | undefined> => {
  const program = await programIn(path)
  if (program === undefined) return undefined
  let before: Promise<unknown> = Promise.resolve()
  // One after another: its cache is one process's.
  return digest => {
    const scan = before.then(() => scanned(asker(over), program, images, digest))
    before = scan.catch(() => {})
    return scan
  }
}

const programIn = async (path: string): Promise<string | undefined> => {
  for (const folder of path.split(delimiter).filter(one => one !== '')) {
    const file = join(folder, 'trivy')
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return undefined
}

const scanned = async (run: Run, program: string, { store, contained, workDir }: Images, digest: string) => {
  const client = await contained.find(digest)
  if (client === undefined) {
    const { root } = await store.open(digest)
    return findingsIn(await run(program, ['rootfs', ...asking, root]))
  }
  const folder = await mkdtemp(join(workDir, 'scan-'))
  try {
    const file = join(folder, 'image.tar')
    await run(client, ['image', 'save', '--output', file, digest])
    return findingsIn(await run(program, ['image', ...asking, '--input', file]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The first scan of a day fetches what is known of vulnerabilities. */
const patienceMs = 5 * 60_000
const asking = ['--quiet', '--format', 'json', '--scanners', 'vuln', '--timeout', `${patienceMs / 1000}s`]

type Run = (program: string, args: string[]) => Promise<string>

const asker =
  (signal: AbortSignal | undefined): Run =>
  (program, args) =>
    new Promise<string>((resolve, reject) => {
      const options = {
        timeout: patienceMs + 10_000,
        killSignal: 'SIGKILL',
        maxBuffer: 256 * 1024 * 1024,
        signal,
      } as const
      execFile(program, args, options, (fault, stdout, stderr) => {
        if (fault) reject(new Error(lastLine(stderr) || fault.message.split('\n')[0]))
        else resolve(stdout)
      })
    })

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''

const report = z.object({
  Results: z
    .array(
      z.object({
        Vulnerabilities: z
          .array(
            z.object({
              VulnerabilityID: z.string(),
              Severity: z.string(),
              PkgName: z.string().optional(),
              InstalledVersion: z.string().optional(),
              FixedVersion: z.string().optional(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
})

const findingsIn = (text: string): ScannedFinding[] => {
  const { success, data } = report.safeParse(parsed(text))
  if (!success) throw new Error('what trivy says is not understood')
  const all = (data.Results ?? []).flatMap(one => one.Vulnerabilities ?? [])
  return all.map(one => ({
    id: one.VulnerabilityID,
    severity: one.Severity,
    ...(one.PkgName && { package: one.PkgName }),
    ...(one.InstalledVersion && { version: one.InstalledVersion }),
    ...(one.FixedVersion && { fixedVersion: one.FixedVersion }),
  }))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told as what is not understood
  }
}
