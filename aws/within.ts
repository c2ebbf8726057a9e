// An answer that a person waits for comes in time, or not at all.
import { CloudFault } from '../core/faults.ts'

export const within = async <T>(ms: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CloudFault('unreachable', 'sts', 'Connection timeout')), ms)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
