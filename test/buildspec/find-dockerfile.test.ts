import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDockerfile } from '../../buildspec/find-dockerfile.ts'
import { temporaryFolder } from '../local/github/commands.ts'

const repository = async (files: Record<string, string>) => {
  const folder = join(await temporaryFolder(), 'source')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}
const from = 'FROM node:24\n'

describe('which Dockerfile', () => {
  test("the root's before all others", async () => {
    expect(await findDockerfile(await repository({ 'a/Dockerfile': from, Dockerfile: from }))).toBe('Dockerfile')
  })
  test('the nearest, wherever it is in the alphabet', async () => {
    const folder = await repository({ 'a/b/c/Dockerfile': from, 'z/y/Dockerfile': from })
    expect(await findDockerfile(folder)).toBe('z/y/Dockerfile')
  })
  test('of equally near ones the first by name', async () => {
    const folder = await repository({ 'b/x/Dockerfile': from, 'b/a/Dockerfile': from, 'c/a/Dockerfile': from })
    expect(await findDockerfile(folder)).toBe('b/a/Dockerfile')
  })
  test('an empty one is none', async () => {
    expect(await findDockerfile(await repository({ Dockerfile: ' \n', 'z/Dockerfile': from }))).toBe('z/Dockerfile')
  })
  test('none in .git or node_modules, none that is a folder, and no other name', async () => {
    const folder = await repository({
      '.git/Dockerfile': from,
      'node_modules/x/Dockerfile': from,
      'a/Dockerfile/x': from,
      'a/Dockerfile.dev': from,
      'a/dockerfile': from,
    })
    expect(await findDockerfile(folder)).toBeUndefined()
  })
})

describe('symbolic links', () => {
  test('lead nowhere outside of the clone', async () => {
    const folder = await repository({ 'z/z/Dockerfile': from })
    await writeFile(join(folder, '../Dockerfile'), from)
    await symlink('../Dockerfile', join(folder, 'Dockerfile'))
    await symlink('..', join(folder, 'a'))
    await symlink('Dockerfile', join(folder, 'z/Dockerfile'))
    expect(await findDockerfile(folder)).toBe('z/z/Dockerfile')
    expect(await findDockerfile(folder, 'Dockerfile')).toBeUndefined()
    expect(await findDockerfile(folder, 'a/Dockerfile')).toBeUndefined()
  })
  test('to themselves or to nothing are no Dockerfile', async () => {
    const folder = await repository({ 'a/x': '' })
    await symlink('Dockerfile', join(folder, 'Dockerfile'))
    await symlink('nothing', join(folder, 'a/Dockerfile'))
    await symlink('.', join(folder, 'b'))
    expect(await findDockerfile(folder)).toBeUndefined()
  })
  test('inside are fine', async () => {
    const folder = await repository({ 'docker/web': from })
    await symlink('docker/web', join(folder, 'Dockerfile'))
    expect(await findDockerfile(folder)).toBe('Dockerfile')
  })
})

describe('a given path', () => {
  test('is used, and only that', async () => {
    const folder = await repository({ Dockerfile: from, 'docker/web.Dockerfile': from })
    expect(await findDockerfile(folder, 'docker/web.Dockerfile')).toBe('docker/web.Dockerfile')
    expect(await findDockerfile(folder, 'docker/other')).toBeUndefined()
  })
  test.each(['../outside', '/etc/passwd', '../../../../../../etc/passwd', '', '.', 'a\0b', 'x'.repeat(5_000)])(
    '%j is none',
    async given => {
      const folder = await repository({ Dockerfile: from })
      await writeFile(join(folder, '../outside'), from)
      expect(await findDockerfile(folder, given)).toBeUndefined()
    },
  )
})
