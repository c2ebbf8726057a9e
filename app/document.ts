// What /api-docs answers. For anyone, and 40 ms of work: made once.
import { openApi } from './openapi.ts'
import { recordedExamples } from './openapi-examples.ts'
import { routes } from './routes.ts'

let made: { api: string; json: string } | undefined

export const documentFor = async (api: string) => {
  if (made?.api === api) return made.json
  const json = JSON.stringify(openApi(routes, api, await recordedExamples()))
  made = { api, json }
  return json
}
