// Writes docs/api.md: `npm run docs:api`, once bin/api-examples.ts has asked.
import { writeFile } from 'node:fs/promises'
import { apiDocument } from './api-document.ts'
import { apiMarkdown } from './api-markdown.ts'

const text = apiMarkdown(await apiDocument())
await writeFile(new URL('../docs/api.md', import.meta.url), text)
console.log(`docs/api.md has ${text.split('\n').length} lines`)
