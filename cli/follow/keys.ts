// Keys in the live view: [s]witch and [c]ancel ask once more, [q] and Ctrl-C leave it running.
import type { Context } from '../context.ts'
import { mishapOf } from '../faults.ts'
import type { Progress } from './progress.ts'

export type Keys = {
  prompt(): string[]
  /** Somebody pressed q, which is a good end. */
  quit(): boolean
  done(): void
}

type Around = { progress(): Progress; leave(): void; changed(): void }
type Asked = 'switch' | 'cancel'

export const keysOf = (context: Context, id: string, { progress, leave, changed }: Around): Keys => {
  const { stdin, client, say, colors } = context
  let asked: Asked | undefined
  let [sent, fault, left] = ['', '', false]

  const act = async (what: Asked) => {
    asked = undefined
    fault = ''
    sent = say(`sent.${what}`)
    changed()
    try {
      await (what === 'switch' ? client.switch(id) : client.cancel(id))
    } catch (thrown) {
      fault = (await mishapOf(thrown, context)).message
    }
    sent = ''
    changed()
  }

  const press = (key: string) => {
    if (key === '\u0003' || key === 'q') {
      left = key === 'q'
      return leave()
    }
    if (asked !== undefined) {
      if (key === 'y' || key === '\r') return void act(asked)
      if (key === 'n' || key === '\u001b') asked = undefined
    } else if (sent === '' && offers(progress()).includes(key)) asked = key === 's' ? 'switch' : 'cancel'
    changed()
  }
  const take = (piece: string) => {
    // An arrow key is an escape with something behind it: not the Esc key.
    if (piece.length > 1 && piece.startsWith('\u001b')) return
    for (const key of piece) press(hangul[key] ?? key.toLowerCase())
  }

  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.on('data', take)
  stdin.resume()
  return {
    prompt: () => {
      const notes = fault ? [colors.red(fault)] : []
      if (sent) return [...notes, colors.cyan(sent)]
      if (asked) return [...notes, `${colors.bold(say(`sure.${asked}`))}  ${keyed(say('sure.keys'), colors)}`]
      return [...notes, promptFor(progress(), context)]
    },
    quit: () => left,
    done: () => {
      stdin.off('data', take)
      stdin.setRawMode(false)
      stdin.pause()
    },
  }
}

/** Before it is ready, cancelling is not offered at a key: `panda cancel` is there for it. */
const offers = ({ waitingSince }: Progress) => (waitingSince === undefined ? '' : 'sc')

const promptFor = (progress: Progress, { say, colors }: Context) =>
  progress.waitingSince === undefined
    ? colors.dim(say('keys.running'))
    : `${colors.bold(say('keys.ready'))}  ${keyed(say('keys.ready.keys'), colors)}`

const keyed = (text: string, colors: Context['colors']) =>
  text.replace(/\[(\w)\]/g, (_, key: string) => `[${colors.bold(colors.cyan(key))}]`)

/** The same keys on a Korean keyboard. */
const hangul: Record<string, string> = { ㄴ: 's', ㅊ: 'c', ㅂ: 'q', ㅛ: 'y', ㅜ: 'n' }
