// A program's output by lines. What it writes faster than is taken stays in the pipe, and the program waits: no memory grows.
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Longer lines are cut. */
const longest = 8 * 1024
/** 4 MB or 10,000 short lines a second and stream: a flood takes a few percent of a core here. */
const bytesPerMs = 4096
const linesPerMs = 10

/** Answers how to give up the pace: for the last words of a program that has ended. */
export const readLines = (stream: Readable, onLine: (line: string) => void): (() => void) => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let tooLong = false
  let hurry = false
  const take = (line: string) => {
    if (!tooLong) onLine(cut(line))
    tooLong = false
  }
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines) take(line)
    if (rest.length > longest) {
      take(rest)
      rest = ''
      tooLong = true
    }
    const waitMs = chunk.length / bytesPerMs + lines.length / linesPerMs
    if (hurry || waitMs < 1) return
    stream.pause()
    setTimeout(() => stream.resume(), waitMs)
  })
  stream.on('end', () => {
    const last = rest + decoder.end()
    if (last) take(last)
  })
  return () => {
    hurry = true
    stream.resume()
  }
}

const cut = (line: string) => {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line
  return whole.length > longest ? `${whole.slice(0, longest)}…` : whole
}
