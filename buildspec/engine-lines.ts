// What a container engine says, read: how far a build is, and the digest of what was pushed.

/** BuildKit: `#7 [builder 3/5] COPY . .`; podman: `STEP 3/5: COPY . .`, with several stages `[1/2] STEP 3/5: …`; docker
 *  without BuildKit: `Step 3/5 : COPY . .`. */
const steps = [
  /^#\d+ \[(?:[^\]]* )?(\d{1,4})\/(\d{1,4})\] (.+)$/,
  /^(?:\[\d+\/\d+\] )?STEP (\d{1,4})\/(\d{1,4}): (.+)$/,
  /^Step (\d{1,4})\/(\d{1,4}) : (.+)$/,
]

export const stepIn = (line: string): { step: number; steps: number; message: string } | undefined => {
  const found = steps.map(pattern => pattern.exec(line)).find(match => match !== null)
  return found ? { step: Number(found[1]), steps: Number(found[2]), message: found[3]! } : undefined
}

/** `v1: digest: sha256:… size: 528`, the last line of `docker push`. */
export const digestIn = (line: string): string | undefined =>
  /(?:^|: )digest: (sha256:[0-9a-f]{64})(?: |$)/.exec(line)?.[1]

/** What podman wrote into its digest file. */
export const digestOnly = (text: string): string | undefined => /^sha256:[0-9a-f]{64}$/.exec(text.trim())?.[0]

const toldLines = 10

/** Why it failed, as far as its last lines tell. */
export const lastWords = (lines: readonly string[], otherwise: string) =>
  lines.slice(-toldLines).join('\n') || otherwise

/** A registry on this machine may be without TLS. */
export const isLoopback = (registry: string) =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/.test(registry)
