// What login keeps, where, who may read it, and whom a token goes to.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fakeServer, good, refused } from './fake-server.ts'
import { type Cli, pandaCli } from './panda-cli.ts'

let cli: Cli
let server: Awaited<ReturnType<typeof fakeServer>>

beforeEach(async () => {
  cli = await pandaCli()
  server = await fakeServer((line, { headers }) => {
    if (line === 'GET /health') return good({ status: 'UP' })
    if (headers.authorization !== 'Bearer panda_good') return refused(401, 'UNAUTHENTICATED', 'The token is unknown')
    return good({ services: [] })
  })
})
afterEach(async () => {
  await server.close()
  await cli.remove()
})

const file = () => join(cli.home, '.config', 'panda', 'config.json')

it('keeps address and token for oneself alone, once they have been tried', async () => {
  const { code, out } = await cli.run(['login', '--url', `${server.address}/api/v1/`], { stdin: 'panda_good\n' })
  expect(code).toBe(0)
  expect(out).not.toContain('panda_good')
  expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ url: server.address, token: 'panda_good' })
  expect((await stat(file())).mode & 0o777).toBe(0o600)
  expect((await cli.run(['services'])).code).toBe(0)
})

it('keeps nothing that does not work', async () => {
  const bad = await cli.run(['login', '--url', server.address], { stdin: 'panda_bad' })
  expect(bad.code).toBe(1)
  expect(bad.err).toContain('The token is unknown')
  const none = await cli.run(['login', '--url', server.address])
  expect(none.code).toBe(2)
  expect(none.err).toContain('This server wants a token')
  await expect(stat(file())).rejects.toThrow('ENOENT')
})

it('is kept where XDG_CONFIG_HOME says', async () => {
  const env = { XDG_CONFIG_HOME: join(cli.home, 'elsewhere') }
  await cli.run(['login', '--url', server.address], { stdin: 'panda_good', env })
  expect(JSON.parse(await readFile(join(cli.home, 'elsewhere', 'panda', 'config.json'), 'utf8'))).toMatchObject({
    url: server.address,
  })
})

it('lets the environment win, and sends a token to no other server than its own', async () => {
  await cli.run(['login', '--url', server.address], { stdin: 'panda_good' })
  const other = await fakeServer(() => good({ services: [] }))
  expect((await cli.run(['services'], { env: { PANDA_URL: other.address } })).code).toBe(0)
  expect(other.seen[0]!.headers.authorization).toBeUndefined()
  await cli.run(['services'], { env: { PANDA_URL: other.address, PANDA_TOKEN: 'panda_other' } })
  expect(other.seen[1]!.headers.authorization).toBe('Bearer panda_other')
  await other.close()
})

it('says what to do about a file that is damaged, or that others can read', async () => {
  await mkdir(dirname(file()), { recursive: true })
  await writeFile(file(), '{"url":')
  const damaged = await cli.run(['list'])
  expect(damaged.code).toBe(2)
  expect(damaged.err).toContain(`rm ${file()}`)
  expect((await cli.run(['doctor'])).out).toContain(`✗ ${file()} cannot be read`)
  expect((await cli.run(['login', '--url', server.address], { stdin: 'panda_good' })).code).toBe(0)
  await writeFile(file(), JSON.stringify({ url: server.address }), { mode: 0o644 })
  await cli.shell(`chmod 644 ${file()}`)
  const open = await cli.run(['doctor'])
  expect(open.out).toContain(`chmod 600 ${file()}`)
  expect(open.code).toBe(1)
})

it('warns of a token in the open', async () => {
  const { err } = await cli.run(['login', '--url', 'http://panda.invalid'], { stdin: 'x' })
  expect(err).toContain('http, not https')
})
