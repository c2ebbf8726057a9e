// What an API token looks like: `panda_`, 256 random bits as 43 letters and digits, and 6 more that check the others, so
// that secret scanners know one when they see it and a mistyped or shortened one is refused without a look at the table.
import { crc32 } from 'node:zlib'
import type { Ports } from '../core/ports.ts'

export const tokenPrefix = 'panda_'
const randomBytes = 32
/** 62 ** 43 > 2 ** 256, 62 ** 6 > 2 ** 32 */
const [bodyLength, checkLength] = [43, 6]

export const newTokenText = ({ random }: Pick<Ports, 'random'>): string => {
  const body = base62(BigInt(`0x${random.hex(randomBytes)}`), bodyLength)
  return tokenPrefix + body + checkOf(body)
}

/** Whether it is whole; not whether it is good. */
export const isWholeToken = (text: string): boolean => {
  if (!/^panda_[0-9A-Za-z]{49}$/.test(text)) return false
  const body = text.slice(tokenPrefix.length, -checkLength)
  return text.endsWith(checkOf(body))
}

const checkOf = (body: string) => base62(BigInt(crc32(tokenPrefix + body)), checkLength)

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const base62 = (value: bigint, length: number) => {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 62n) text = digits[Number(rest % 62n)] + text
  return text.padStart(length, '0')
}
