// LevelDB's journal: what was written since the last table file. LevelDB itself drops the rest of a journal that it cannot
// read, and says nothing. https://github.com/google/leveldb/blob/main/doc/log_format.md
import { readFile } from 'node:fs/promises'

const blockSize = 32_768
/** Checksum (4), length (2), type (1). */
const headerSize = 7

/** Where the first record is whose checksum is wrong. A last one that was cut off half way is no damage: nobody was told
 *  that it had been written. */
export const brokenRecord = async (path: string): Promise<number | undefined> => {
  const journal = await readFile(path)
  let at = 0
  while (at + headerSize <= journal.length) {
    const left = blockSize - (at % blockSize)
    const length = journal.readUInt16LE(at + 4)
    const end = at + headerSize + length
    if (left < headerSize || isFiller(journal, at)) {
      at += left
    } else if (headerSize + length > left) {
      return at
    } else if (end > journal.length) {
      return undefined
    } else if (journal.readUInt32LE(at) !== masked(crc32c(journal.subarray(at + 6, end)))) {
      return at
    } else {
      at = end
    }
  }
  return undefined
}

const isFiller = (journal: Buffer, at: number) => journal.subarray(at, at + headerSize).every(byte => byte === 0)

const masked = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0

/** Castagnoli's polynomial, reflected; zlib has the other one. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

const crc32c = (bytes: Buffer) => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = remainders[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return ~crc >>> 0
}
