// What the host of a build finds in its environment (aws/builds.ts puts it there).
import * as z from 'zod'
import type { Order } from './host.ts'

/** Throws, naming what does not fit. */
export const orderIn = (env: Record<string, string | undefined>) => ({
  order: orderSchema.parse(JSON.parse(env.PANDA_ORDER ?? 'null')),
  nonce: z.string().min(1).parse(env.PANDA_NONCE),
})

const orderSchema: z.ZodType<Order> = z.object({
  deploymentId: z.string(),
  attempt: z.int(),
  cloneUrl: z.string(),
  branch: z.string(),
  dockerfile: z.string().optional(),
  imageName: z.string(),
  accountId: z.string(),
  region: z.string(),
  repository: z.string(),
  tag: z.string(),
  moreTags: z.array(z.string()).optional(),
})
