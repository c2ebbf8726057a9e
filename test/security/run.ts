// `npm run attack -- [--ci] [--only NAME[,NAME]] [--seed 1] [--json | --markdown]`
//
// Every module test/security/*/NAME.attack.ts, one after the other. Exit 1 if one of them got in, or could not be run.
import { glob } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Attack, Found, Wish } from './attack.ts'
import { inJson, inMarkdown, inWords, type Told } from './report.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const { values } = parseArgs({
  options: { ci: flag, json: flag, markdown: flag, only: text, seed: { ...text, default: '1' } },
})
const here = fileURLToPath(new URL('.', import.meta.url))

const found = async (): Promise<Attack[]> => {
  const paths = await Array.fromAsync(glob('*/*.attack.ts', { cwd: here }))
  const attacks: Attack[] = []
  for (const path of paths.sort()) attacks.push(((await import(`./${path}`)) as { default: Attack }).default)
  const only = values.only?.split(',')
  const strange = only?.find(name => !attacks.some(attack => attack.name === name))
  if (strange) throw new Error(`--only: ${strange} is none of ${attacks.map(({ name }) => name).join(', ')}`)
  return attacks.filter(({ name }) => only?.includes(name) ?? true)
}

/** Progress goes to standard error: what is asked for stays readable for programs. */
const sayer = (title: string) => {
  const { isTTY, columns = 80 } = process.stderr
  let [last, saidAt] = ['', 0]
  return {
    say: (words: string, done?: number) => {
      if (isTTY) {
        if (Date.now() - saidAt < 100) return
        saidAt = Date.now()
        process.stderr.write(`\r\u001b[K${`${title} ${bar(done)} ${words}`.slice(0, columns - 1)}`)
      } else if (words !== last) console.error(`${title}: ${words}`)
      last = words
    },
    over: () => void (isTTY && process.stderr.write('\r\u001b[K')),
  }
}

const bar = (done = 0) => {
  const full = Math.round(Math.min(1, Math.max(0, done)) * 20)
  return `[${'█'.repeat(full)}${'·'.repeat(20 - full)}]`
}

/** One that throws has found something too: a fault that nobody took care of. */
const tried = async (attack: Attack, wish: Wish): Promise<Found> => {
  try {
    return await attack.run(wish)
  } catch (fault) {
    return {
      tried: 0,
      violations: [`It ended early: ${fault instanceof Error ? (fault.stack ?? fault.message) : fault}`],
    }
  }
}

const main = async (): Promise<number> => {
  const attacks = await found()
  const told: Told[] = []
  for (const [n, attack] of attacks.entries()) {
    const { say, over } = sayer(`${n + 1}/${attacks.length} ${attack.name}`)
    const wish: Wish = { size: values.ci ? 'ci' : 'full', seed: Number(values.seed), say }
    say('begins')
    const began = performance.now()
    const result = await tried(attack, wish)
    over()
    const seconds = (performance.now() - began) / 1000
    told.push({ ...result, attack: attack.name, about: attack.about ?? '', seed: wish.seed, seconds })
    console.error(`${result.violations.length === 0 ? '✓' : '✗'} ${attack.name} (${Math.round(seconds)} s)`)
  }
  if (values.markdown) console.error(inWords(told))
  console.log(values.json ? inJson(told) : values.markdown ? inMarkdown(told) : inWords(told))
  const broken = told.filter(({ violations }) => violations.length > 0).length
  if (!values.json && !values.markdown) console.log(`${told.length - broken} passed, ${broken} failed`)
  return broken > 0 ? 1 : 0
}

process.exit(await main())
