// What an image is, in canonical JSON; its hash is the image's digest.
import { createHash } from 'node:crypto'
import * as z from 'zod'

const path = z.string().min(1)

const file = z.object({ path, mode: z.enum(['755', '644']), size: z.number(), sha256: z.string() })
const link = z.object({ path, link: z.string() })
const folder = z.object({ path, folder: z.literal(true) })

const config = z.object({
  env: z.record(z.string(), z.string()),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  /** Absolute, inside the image. */
  workdir: z.string(),
  /** The first that EXPOSE names. */
  port: z.number(),
  stopSignal: z.string(),
})

const manifest = z.object({ config, entries: z.array(z.union([file, link, folder])) })

export type ImageConfig = z.infer<typeof config>
export type Manifest = z.infer<typeof manifest>
export type ManifestEntry = Manifest['entries'][number]

/** Paths and names in order, no blanks: the same image has the same text. */
export const textOf = ({ config, entries }: Manifest): string => {
  const env = Object.fromEntries(Object.entries(config.env).sort(([a], [b]) => (a < b ? -1 : 1)))
  const { entrypoint, cmd, workdir, port, stopSignal } = config
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return JSON.stringify({ config: { env, entrypoint, cmd, workdir, port, stopSignal }, entries: sorted })
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

export const parseManifest = (text: string): Manifest => manifest.parse(JSON.parse(text))
