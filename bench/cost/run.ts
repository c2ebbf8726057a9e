// npm run cost: what Panda costs, counted anew. With --write it goes into docs/cost.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { costs } from './report.ts'

const document = new URL('../../docs/cost.md', import.meta.url)
const counted = await costs()
console.log(counted)
if (process.argv.includes('--write')) {
  const text = readFileSync(document, 'utf8')
  writeFileSync(
    document,
    text.replace(/(<!-- counted -->\n\n).*(\n\n<!-- to here -->)/s, (_, a, b) => a + counted + b),
  )
}
