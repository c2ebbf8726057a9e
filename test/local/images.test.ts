import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ImageConfig } from '../../local/images/manifest.ts'
import { imageStore } from '../../local/images/store.ts'
import { type Entry, followed, place, type Tree } from '../../local/images/tree.ts'

const config: ImageConfig = {
  env: {},
  entrypoint: [],
  cmd: ['node', 'a.js'],
  workdir: '/',
  port: 8080,
  stopSignal: 'SIGTERM',
}

let home: string
let folder: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'panda-images-'))
  folder = join(home, 'images')
  await mkdir(folder)
})
afterEach(() => rm(home, { recursive: true, force: true }))

const file = async (name: string, text: string, executable = false): Promise<Entry> => {
  await writeFile(join(home, name), text)
  return { kind: 'file', source: join(home, name), executable }
}

const tree = (entries: Record<string, Entry>): Tree => {
  const made: Tree = new Map()
  for (const [path, entry] of Object.entries(entries)) place(made, path, entry)
  return made
}

it('gives the same digest to the same image, and another to any other', async () => {
  const store = imageStore(folder)
  const a = await file('a', 'hello')
  const first = await store.put(tree({ 'app/a.js': a, 'app/empty': { kind: 'folder' } }), config)
  const again = await store.put(tree({ 'app/empty': { kind: 'folder' }, 'app/a.js': await file('b', 'hello') }), config)
  expect(again).toEqual(first)
  expect(first).toMatchObject({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), size: 5 })
  const others = [
    store.put(tree({ 'app/a.js': await file('c', 'hellO'), 'app/empty': { kind: 'folder' } }), config),
    store.put(tree({ 'app/a.js': await file('a', 'hello', true), 'app/empty': { kind: 'folder' } }), config),
    store.put(tree({ 'app/b.js': a, 'app/empty': { kind: 'folder' } }), config),
    store.put(tree({ 'app/a.js': a, 'app/empty': { kind: 'folder' } }), { ...config, env: { A: '1' } }),
  ]
  expect(new Set([first.digest, ...(await Promise.all(others)).map(({ digest }) => digest)]).size).toBe(5)
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
})

it('opens what was put, also after a restart, with modes and config', async () => {
  const { digest } = await imageStore(folder).put(tree({ 'bin/run.sh': await file('r', '#!/bin/sh\n', true) }), config)
  const image = await imageStore(folder).open(digest)
  expect(image.config).toEqual(config)
  expect(await readFile(join(image.root, 'bin/run.sh'), 'utf8')).toBe('#!/bin/sh\n')
  expect((await stat(join(image.root, 'bin/run.sh'))).mode & 0o777).toBe(0o755)
})

it('says what is wrong with a damaged image, and putting it again mends it', async () => {
  const store = imageStore(folder)
  const wanted = tree({ 'app/a.js': await file('a', 'hello') })
  const { digest } = await store.put(wanted, config)
  const { root } = await store.open(digest)
  await rm(join(root, 'app/a.js'))
  await expect(store.open(digest)).rejects.toThrow(`image ${digest} is damaged: app/a.js is missing`)
  await writeFile(join(root, 'app/a.js'), 'hell')
  await expect(store.open(digest)).rejects.toThrow('app/a.js has another size')
  expect((await store.put(wanted, config)).digest).toBe(digest)
  await store.open(digest)
  await writeFile(join(root, '..', 'manifest.json'), '{}')
  await expect(store.open(digest)).rejects.toThrow('its manifest was changed')
})

it('knows nothing of other digests, nor of paths', async () => {
  const store = imageStore(folder)
  await expect(store.open(`sha256:${'0'.repeat(64)}`)).rejects.toThrow('there is no image')
  await expect(store.open('../../etc')).rejects.toThrow('not a digest')
})

it('keeps links that stay inside, and leaves out those that do not, also by detours', async () => {
  const links = {
    'app/good': { kind: 'link', target: '../lib/a.js' },
    'app/absolute': { kind: 'link', target: '/lib/a.js' },
    shallow: { kind: 'folder' },
    'deep/er/to-shallow': { kind: 'link', target: '../../shallow' },
    // Spelled out it stays inside; through the link, `..` would climb from a place that is higher up.
    'deep/er/detour': { kind: 'link', target: 'to-shallow/../../x' },
    'app/out': { kind: 'link', target: '../../etc/passwd' },
  } satisfies Record<string, Entry>
  const put = await imageStore(folder).put(tree({ 'lib/a.js': await file('a', 'hello'), ...links }), config)
  expect(put.leftOut).toEqual(['app/out'])
  const { root } = await imageStore(folder).open(put.digest)
  expect(await readlink(join(root, 'app/good'))).toBe('../lib/a.js')
  expect(await readFile(join(root, 'app/absolute'), 'utf8')).toBe('hello')
  expect(await readlink(join(root, 'deep/er/detour'))).toBe('../x')
  expect(followed(tree(links), 'app/out')).toBeUndefined()
  expect(followed(tree({ a: { kind: 'link', target: 'b' }, b: { kind: 'link', target: 'a' } }), 'a/x')).toBeUndefined()
})

it('never shows half an image: killed in the middle it leaves nothing, and what it left is swept', async () => {
  for (let i = 0; i < 300; i++) await writeFile(join(home, `f${i}`), String(i).repeat(2000))
  const script = `
    import { imageStore } from ${JSON.stringify(join(import.meta.dirname, '../../local/images/store.ts'))}
    const tree = new Map()
    for (let i = 0; i < 300; i++) tree.set('f' + i, { kind: 'file', source: ${JSON.stringify(home)} + '/f' + i, executable: false })
    console.log('go')
    await imageStore(${JSON.stringify(folder)}).put(tree, ${JSON.stringify(config)})
    console.log('done')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await new Promise(resolve => setTimeout(resolve, 15))
  child.kill('SIGKILL')
  await once(child, 'close')
  const store = imageStore(folder)
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.')) await store.open(name.replace('-', ':'))
  }
  await store.put(tree({ a: await file('a', 'hello') }), config)
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
})
