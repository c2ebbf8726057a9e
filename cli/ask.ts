// Questions on a terminal, and what comes through a pipe.
import { createInterface } from 'node:readline/promises'
import { text as allOf } from 'node:stream/consumers'
import { exitCodes, Mishap } from './mishap.ts'
import type { Shell } from './shell.ts'

type Terminal = Pick<Shell, 'stdin' | 'stderr' | 'say'>

/** On stderr, so that what is answered may be kept in a file. */
export const ask = async (question: string, { stdin, stderr, say }: Terminal): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  const interrupted = new Promise<never>((_, reject) => {
    lines.once('SIGINT', () => reject(left(say)))
    lines.once('close', () => reject(left(say)))
  })
  try {
    return (await Promise.race([lines.question(question), interrupted])).trim()
  } catch (fault) {
    stderr.write('\n')
    throw fault
  } finally {
    interrupted.catch(() => {}) // closing, below, is one of what it waits for
    lines.close()
  }
}

/** Nothing of it is seen, not even how long it is. */
export const askHidden = async (question: string, { stdin, stderr, say }: Terminal): Promise<string> => {
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.resume()
  stdin.setEncoding('utf8')
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = ''
      const take = (piece: string) => {
        for (const key of piece.replaceAll(pasteMarks, '')) {
          if (key === '\u0003' || key === '\u0004') return done(() => reject(left(say)))
          if (key === '\r' || key === '\n') return done(() => resolve(typed.trim()))
          typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key
        }
      }
      const done = (how: () => void) => {
        stdin.off('data', take)
        how()
      }
      stdin.on('data', take)
    })
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

export const confirmed = async (question: string, otherwise: boolean, terminal: Terminal): Promise<boolean> => {
  const answer = (await ask(`${question} ${otherwise ? '[Y/n]' : '[y/N]'} `, terminal)).toLowerCase()
  if (answer === '') return otherwise
  return ['y', 'yes', 'ㅛ', '예', '네'].includes(answer)
}

/** What is piped in; nothing where a person sits. */
export const piped = async ({ stdin }: Pick<Shell, 'stdin'>): Promise<string | undefined> => {
  if (stdin.isTTY) return undefined
  return (await allOf(stdin)).trim() || undefined
}

const left = (say: Shell['say']) => new Mishap(exitCodes.interrupted, say('left'))

/** What a terminal puts around what is pasted. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const pasteMarks = /\u001b\[20[01]~/g
