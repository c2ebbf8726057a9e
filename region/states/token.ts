// Task tokens: opaque to whoever holds one; here it can be read whose attempt it belongs to.
import type { Kernel } from '../kernel.ts'

export const newToken = (kernel: Pick<Kernel, 'random'>, executionArn: string) =>
  Buffer.from(JSON.stringify([executionArn, kernel.random.hex(16)])).toString('base64url')

export const executionOf = (token: string): string | undefined => {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    return Array.isArray(read) && read.length === 2 && typeof read[0] === 'string' ? read[0] : undefined
  } catch {
    return undefined
  }
}
