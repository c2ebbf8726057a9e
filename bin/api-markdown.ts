// docs/api.md from the OpenAPI document: a table of all calls, then each with its question, its answer and its errors.
import { errors, events, socket, things } from './api-chapters.ts'
import { type Call, type Document, type Example, mediaOf } from './api-document.ts'
import { cell, code, fields, json, table } from './markdown.ts'

export const apiMarkdown = (document: Document): string => {
  const calls = callsOf(document)
  const chapters = document.tags.map(({ name, description }) => {
    const own = calls.filter(({ operation }) => operation.tags.includes(name))
    return [`## ${titles[name] ?? name}`, description ?? '', ...own.map(call => chapterOf(call, document))]
  })
  const parts = [
    '# The HTTP API',
    '<!-- Made by `npm run docs:api` from app/routes.ts, the schemas and what the server answered: do not edit. -->',
    document.info.description,
    'The same as a document for programs is `GET /api-docs` (OpenAPI 3.1), to try in a browser `/swagger-ui.html`. To follow a\ndeployment from your own program, read [client.md](client.md).',
    'In the examples `PANDA=http://127.0.0.1:8080`, which is `npm start`; on AWS add `-H "Authorization: Bearer $PANDA_TOKEN"`.',
    '## All calls',
    table(
      ['call', 'what it does', 'least role'],
      calls.map(({ line, operation }) => [
        `[\`${line}\`](#${operation.operationId.toLowerCase()})`,
        operation.summary,
        operation['x-allows'],
      ]),
    ),
    ...chapters.flat(),
    errors(document),
    socket(document),
    events(document),
    things(document),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const titles: Record<string, string> = {
  ...{ connect: 'Connections', deploy: 'Deployments', services: 'Services', 'socket-ticket': 'The socket’s ticket' },
  ...{ tokens: 'API tokens', about: 'About Panda' },
}

const callsOf = ({ paths }: Document): Call[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const upper = method.toUpperCase()
      return { line: `${upper} ${path}`, method: upper, path, operation }
    }),
  )

const chapterOf = (call: Call, document: Document): string => {
  const { line, operation } = call
  const { parameters, requestBody, responses } = operation
  const named = parameters.flatMap(one => ('name' in one ? [one] : []))
  const rows = named.map(({ name, in: place, required, schema }) => [
    code(name),
    place,
    required ? 'yes' : '',
    fields.inShort(schema),
  ])
  const body = requestBody?.content['application/json']?.schema
  return [
    `<a id="${operation.operationId.toLowerCase()}"></a>\n### \`${line}\``,
    `${operation.summary}. ${roleOf(operation['x-allows'])}`,
    operation.description ?? '',
    rows.length > 0 ? table(['parameter', 'in', 'must be there', 'what'], rows) : '',
    body && Object.keys(body.properties ?? {}).length > 0 ? fields.table(body, 'field of the body') : '',
    good(call),
    errorsOf(responses, document),
  ]
    .filter(Boolean)
    .join('\n\n')
}

const roleOf = (allows: string) =>
  (allows === 'anyone' ? 'Open to anyone.' : `For a ${allows}.`).replace('a admin', 'an admin')

/** The first as it is; the others folded. */
const good = (call: Call): string => {
  const { content = {} } = call.operation.responses['200']!
  const examples = Object.values(content).flatMap(({ examples = {} }) => Object.values(examples))
  return examples.map((example, n) => (n === 0 ? shown(call, example) : folded(call, example))).join('\n\n')
}

const folded = (call: Call, example: Example) =>
  `<details><summary>${cell(example.summary)}</summary>\n\n${shown(call, example)}\n\n</details>`

const shown = (call: Call, example: Example) => {
  const answer =
    mediaOf(example) === 'text' ? `\`\`\`text\n${String(example.value).trim()}\n\`\`\`` : json(example.value)
  return `\`\`\`sh\n${curl(call, example)}\n\`\`\`\n\n${answer}`
}

const curl = ({ method, path }: Call, { 'x-request': asked, value }: Example) => {
  const address = `"$PANDA${asked?.path ?? path}"`
  const headers = Object.entries(asked?.headers ?? {}).map(([name, one]) => `-H '${name}: ${one}'`)
  const body =
    asked?.body === undefined ? [] : [`-H 'content-type: application/json'`, `-d '${JSON.stringify(asked.body)}'`]
  const stream = typeof value === 'string' ? ['-N'] : []
  return [
    `curl ${[...stream, ...(method === 'GET' ? [] : [`-X ${method}`]), address].join(' ')}`,
    ...headers,
    ...body,
  ].join(' \\\n  ')
}

/** Those of every call have a chapter of their own. */
const common = ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'UNEXPECTED_ERROR', 'PAYLOAD_TOO_LARGE']

const errorsOf = (responses: Call['operation']['responses'], document: Document): string => {
  const rows = Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const { schema, examples = {} } = content['application/json'] ?? {}
    const all = Object.values(examples).map(example => resolved(example, document))
    const isShared = 'INVALID_REQUEST' in examples
    return fields.errorCodesOf(schema).flatMap(errorCode => {
      if (common.includes(errorCode) || (isShared && errorCode === 'INVALID_REQUEST')) return []
      const said = all.map(({ value }) => value as { errorCode: string; message: string })
      const message = said.find(one => one.errorCode === errorCode)?.message ?? ''
      return [[status, code(errorCode), document['x-errors'][errorCode]?.about ?? '', cell(message)]]
    })
  })
  return rows.length > 0 ? table(['status', 'errorCode', 'when', 'message, for example'], rows) : ''
}

const resolved = (example: Example, document: Document): Example =>
  example.$ref === undefined ? example : document.components.examples[example.$ref.split('/').at(-1)!]!
