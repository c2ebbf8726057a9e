// The README's picture of the machine is the machine.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { machine } from '../core/machine.ts'

type State = { Next?: string; Default?: string; Choices?: { Next: string }[]; Type: string }

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('every way that a deployment takes when nothing fails is drawn, and no other', () => {
  const { States } = machine('step') as { States: Record<string, State> }
  const ways = Object.entries(States).flatMap(([name, { Next, Default, Choices = [] }]) =>
    [Next, Default, ...Choices.map(choice => choice.Next)].flatMap(next => (next ? [`${from(name)} --> ${next}`] : [])),
  )
  const drawn = [...readme.matchAll(/^ {2}(\S+ --> \w+)/gm)].map(([, way]) => way)
  expect(drawn.sort()).toEqual(ways.sort())
})

test('the layout names every folder of the source', () => {
  const named = [...readme.matchAll(/^([\w./]+)\/ {2,}\S/gm)].map(([, folder]) => folder!.split('/')[0])
  const folders = readdirSync(new URL('..', import.meta.url), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  )
  const own = folders.map(({ name }) => name).filter(name => !made.includes(name))
  expect(named.sort()).toEqual(own.sort())
})

/** By git, npm, the tests and Panda itself. */
const made = ['.git', 'node_modules', 'coverage', '.panda', 'cdk.out', 'screenshots']

/** The machine begins with a Pass that sets its first wait: a picture begins with a dot. */
const from = (name: string) => (name === 'Begin' ? '[*]' : name)
