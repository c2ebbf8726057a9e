import * as z from 'zod'
import { pandaFile } from '../core/panda-file.ts'

/** https://json-schema.org/draft/2020-12 */
export const pandaSchema = () => {
  const schema = z.toJSONSchema(pandaFile, { io: 'input', unrepresentable: 'any' })
  const named = { $schema: schema.$schema, title: 'panda.yml', ...schema }
  return `${JSON.stringify(named, undefined, 2)}\n`
}
