// npm run cost: what Panda costs, counted anew. With --write it goes into docs/cost.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { costs } from './report.ts'

const document = new URL('../../docs/cost.md', import.meta.url)
const counted = await costs()
console.log(counted)
if (process.argv.includes('--write')) {
  const place = /(?<=<!-- counted -->\n).*(?=<!-- to here -->)/s
  writeFileSync(
    document,
    readFileSync(document, 'utf8').replace(place, () => `\n${counted}\n\n`),
  )
}
