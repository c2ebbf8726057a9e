// panda check: a file on this machine, no server.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cli, pandaCli } from './panda-cli.ts'

let cli: Cli
beforeAll(async () => {
  cli = await pandaCli()
})
afterAll(() => cli?.remove())

const checked = async (text: string, ...more: string[]) => {
  const file = join(cli.home, 'panda.yml')
  await writeFile(file, text)
  return { file, ...(await cli.run(['check', file, ...more])) }
}

it('says which environments a good file has', async () => {
  const { code, out } = await checked('environments: {dev: {port: 3000}, prod: {}}')
  expect([code, out]).toEqual([0, expect.stringContaining('dev, prod')])
})

it('names each fault with line, column and what is right, as a compiler does', async () => {
  const { code, out, file } = await checked('environments:\n  dev:\n    port: 99999\n    prot: 1\n')
  expect(code).toBe(1)
  expect(out).toContain(`${file}:3:11 environments.dev.port `)
  expect(out).toContain(`${file}:4:5 environments.dev.prot is not known here: strategy`)
})

it('says the same as JSON', async () => {
  const { out } = await checked('environments: 3', '--json')
  expect(JSON.parse(out)).toMatchObject({ ok: false, faults: [{ line: 1, column: 15, field: 'environments' }] })
})

it('of a file that is not there says so', async () => {
  const { code, err } = await cli.run(['check', join(cli.home, 'nowhere.yml')])
  expect([code, err]).toEqual([2, expect.stringContaining('nowhere.yml cannot be read')])
})
