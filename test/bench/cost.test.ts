import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { costs } from '../../bench/cost/report.ts'

test('docs/cost.md says what is counted now (npm run cost -- --write)', async () => {
  const plain = (text: string) => text.replace(/[ -]+/g, ' ')
  expect(plain(readFileSync('docs/cost.md', 'utf8'))).toContain(plain(await costs()))
})
