// The smallest image there is: one static Linux program of 132 bytes at most, which ends with 42. Made here, as a machine
// without a network has no image to try an engine with.

export const probePath = '/probe'
export const probeCode = 42

/** As engines name the architecture of the machine that they run on. Undefined: there is none for it. */
export const probeImage = (architecture: string): Buffer | undefined => {
  const kind = kinds.find(({ names }) => names.includes(architecture))
  return kind && tar(probePath.slice(1), elf(kind.machine, Buffer.from(kind.code, 'hex')))
}

const kinds = [
  // push 60 (exit); pop rax; push 42; pop rdi; syscall
  { names: ['x86_64', 'amd64'], machine: 62, code: '6a3c586a2a5f0f05' },
  // mov x0, #42; mov x8, #93 (exit); svc #0
  { names: ['aarch64', 'arm64'], machine: 183, code: '400580d2a80b80d2010000d4' },
]

const headerSize = 64
const segmentSize = 56
/** Where the whole file is put into memory. */
const base = 0x40_0000

/** An executable of one loaded segment, which is the file itself. Fields and offsets: elf(5). */
const elf = (machine: number, code: Buffer): Buffer => {
  const start = headerSize + segmentSize
  const file = Buffer.alloc(start)
  file.write('\x7fELF', 0, 'latin1')
  file.set([2, 1, 1], 4) // 64 bits, little endian, version 1
  file.writeUInt16LE(2, 16) // executable
  file.writeUInt16LE(machine, 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BigInt(base + start), 24) // where it begins
  file.writeBigUInt64LE(BigInt(headerSize), 32)
  file.writeUInt16LE(headerSize, 52)
  file.writeUInt16LE(segmentSize, 54)
  file.writeUInt16LE(1, 56)
  file.writeUInt32LE(1, headerSize) // to be loaded
  file.writeUInt32LE(5, headerSize + 4) // readable, executable
  const [offset, size, alignment] = [0n, BigInt(start + code.length), 0x1_0000n]
  const fields = [offset, BigInt(base), BigInt(base), size, size, alignment]
  for (const [n, field] of fields.entries()) file.writeBigUInt64LE(field, headerSize + 8 + 8 * n)
  return Buffer.concat([file, code])
}

const block = 512

/** One file in an archive: its header, itself, and two empty blocks. Fields: tar(5), ustar. */
const tar = (name: string, content: Buffer): Buffer => {
  const header = Buffer.alloc(block)
  header.write(name, 0)
  const octal = (value: number, digits: number, at: number) => header.write(value.toString(8).padStart(digits, '0'), at)
  octal(0o755, 7, 100)
  octal(0, 7, 108)
  octal(0, 7, 116)
  octal(content.length, 11, 124)
  octal(0, 11, 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  // The sum is made with blanks in its own place.
  header.write(' '.repeat(8), 148)
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    6,
    148,
  )
  header.write('\0 ', 154)
  return Buffer.concat([header, content, Buffer.alloc(block - (content.length % block) + 2 * block)])
}
