// What a build asks of Panda: one function, JSON in and out, with the build's nonce as its identity.
import * as z from 'zod'
import type { BuildHost } from './host.ts'

type Ask = (payload: object) => Promise<unknown>
type Identity = { deploymentId: string; buildId: string; nonce: string }

export const calls = (ask: Ask, { deploymentId, buildId, nonce }: Identity): Pick<BuildHost, 'trade' | 'report'> => ({
  trade: async () => tradedFrom(await ask({ ask: 'trade', deploymentId, buildId, nonce })),
  report: async report => {
    await ask({ ask: 'report', report: { ...report, buildId, nonce } })
  },
})

const tradedSchema = z.object({ cloneToken: z.string(), registry: z.string(), password: z.string() })

/** What it answered instead is not told: it may be half a secret. */
const tradedFrom = (answer: unknown) => {
  const { success, data } = tradedSchema.safeParse(answer)
  if (!success) throw new Error('the trade was refused')
  return data
}
