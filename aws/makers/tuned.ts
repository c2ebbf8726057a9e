// The SDK's clients are made in this folder, each in a file of its own: a bundle, or a part of it, holds those that it names.
import type { Setting } from '../clients.ts'

/** Shorter than a step's 50 s: three attempts of 10 s leave it time to answer. The SDK would wait without end. */
export const tuned = ({ region, credentials }: Setting) => ({
  region,
  credentials,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
})
