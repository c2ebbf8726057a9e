// Asks a Panda in memory everything that the OpenAPI document shows, and keeps what it answers: `npm run docs:api`.
import { writeFile } from 'node:fs/promises'
import { recordExamples } from '../test/api/recording.ts'

const file = new URL('../app/api.examples.json', import.meta.url)
const examples = await recordExamples()
await writeFile(file, `${JSON.stringify(examples, null, 1)}\n`)
const count = Object.values(examples.calls).flat().length + examples.shared.length
console.log(`${count} examples are in app/api.examples.json`)
