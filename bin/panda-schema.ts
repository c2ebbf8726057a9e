// docs/panda.schema.json: what a panda.yml may hold, for editors. npm run docs:api writes it.
import { writeFileSync } from 'node:fs'
import { pandaSchema } from './panda-schema-text.ts'

writeFileSync(new URL('../docs/panda.schema.json', import.meta.url), pandaSchema())
