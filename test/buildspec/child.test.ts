import { expect, test } from 'vitest'
import { type ChildOrder, runChild } from '../../buildspec/child.ts'
import { commandLines } from './processes.ts'

const running = async (mark: string) =>
  (await commandLines()).filter(line => line.startsWith('sleep') && line.includes(mark))

const start = (script: string, more: Partial<ChildOrder> = {}) => {
  const stop = new AbortController()
  const ended = runChild({
    ...{ command: 'sh', args: ['-c', script], cwd: '/', env: { PATH: process.env.PATH ?? '' }, signal: stop.signal },
    ...more,
  })
  return { stop, ended }
}
const lasting = () => `${1_000_000 + Math.floor(Math.random() * 1_000_000)}.${process.pid}`

test('what it reads and what it says', async () => {
  const [lines, errors]: string[][] = [[], []]
  const listening = {
    input: 'one\ntwo',
    onLine: (text: string) => lines!.push(text),
    onErrorLine: (text: string) => errors!.push(text),
  }
  const { ended } = start('cat; echo; echo three; echo four >&2; exit 3', listening)
  expect(await ended).toEqual({ code: 3, stdout: 'one\ntwo\nthree\n' })
  expect({ lines, errors }).toEqual({ lines: ['one', 'two', 'three'], errors: ['four'] })
})

test('one that does not read what it is given ends as it ends', async () => {
  expect(await start('exit 0', { input: 'x'.repeat(1_000_000) }).ended).toMatchObject({ code: 0 })
})

test('one that cannot be started says so', async () => {
  await expect(start('', { command: '/nowhere/git' }).ended).rejects.toThrow('/nowhere/git cannot be started')
})

test('told to stop, it is ended with all its children, also if they will not hear', async () => {
  const mark = lasting()
  const { stop, ended } = start(`trap '' TERM; sleep ${mark} & sleep ${mark}; sleep ${mark}`)
  await expect.poll(async () => (await running(mark)).length).toBe(2)
  stop.abort()
  expect(await ended).toMatchObject({ code: null })
  expect(await running(mark)).toEqual([])
})

test('what it contained is ended first, in whatever session, and it may clean up after that', async () => {
  const mark = lasting()
  // As podman: waits for what it runs, then takes away what there was of it.
  const { stop, ended } = start(`setsid sleep ${mark} & wait; echo cleaned up; exit 5`, { end: 'contained first' })
  await expect.poll(async () => (await running(mark)).length).toBe(1)
  stop.abort()
  expect(await ended).toEqual({ code: 5, stdout: 'cleaned up\n' })
  expect(await running(mark)).toEqual([])
})

test('never started if it was told to stop before', async () => {
  const signal = AbortSignal.abort()
  expect(await start('echo ran', { signal }).ended).toEqual({ code: null, stdout: '' })
})
