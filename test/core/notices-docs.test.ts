import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { noticeKinds } from '../../core/notices.ts'
import { file, withExamples } from './notices-docs.ts'

const doc = await readFile(file, 'utf8')

it('docs/notifications.md shows what is sent: else run node test/core/notices-docs.ts', () => {
  expect(doc).toBe(withExamples(doc))
  expect(doc.match(/```json\n\{/g)).toHaveLength(2)
})

it('and every kind', () => {
  for (const kind of noticeKinds) expect(doc).toMatch(new RegExp(`\\| \`${kind}\` +\\|`))
})

it('the signature is checked by the lines that it shows', async () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(doc) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'panda-signature-'))
  try {
    await writeFile(join(folder, 'check.mjs'), code)
    const { isFromPanda } = await import(pathToFileURL(join(folder, 'check.mjs')).href)
    const signed = (t: number, secret: string) =>
      `t=${t},v1=${createHmac('sha256', secret).update(`${t}.{}`).digest('hex')}`
    const now = Math.floor(Date.now() / 1000)
    expect(isFromPanda(signed(now, 'good'), '{}', 'good')).toBe(true)
    expect(isFromPanda(signed(now, 'good'), '{ }', 'good')).toBe(false)
    expect(isFromPanda(signed(now, 'bad'), '{}', 'good')).toBe(false)
    expect(isFromPanda(signed(now - 600, 'good'), '{}', 'good')).toBe(false)
    expect(isFromPanda('', '{}', 'good')).toBe(false)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
