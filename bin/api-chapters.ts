// The chapters of docs/api.md that are of no single call.
import type { Document, Schema } from './api-document.ts'
import { cell, code, fields, json, table } from './markdown.ts'

export const errors = (document: Document) => {
  const rows = Object.entries(document['x-errors']).map(([name, { status, about }]) => [
    code(name),
    status === undefined ? 'event' : String(status),
    about,
  ])
  const examples = Object.values(document.components.examples).map(({ summary, value }) => {
    const { status, errorCode } = value as { status: number; errorCode: string }
    return `<details><summary>${status} ${errorCode}: ${cell(summary)}</summary>\n\n${json(value)}\n\n</details>`
  })
  return [
    '## Errors',
    'Any call may answer `INVALID_REQUEST` (400); all that need an identity `UNAUTHENTICATED` (401, with `WWW-Authenticate`),\n`FORBIDDEN` (403), `RATE_LIMITED` (429, with `Retry-After`) and `UNEXPECTED_ERROR` (500); those with a body `PAYLOAD_TOO_LARGE`\n(413). An `event` is no answer of a call: it is the `errorCode` of a deployment that failed.',
    table(['errorCode', 'status', 'what it means'], rows),
    ...examples,
  ].join('\n\n')
}

export const socket = ({ 'x-socket': { send, receive } }: Document) =>
  [
    '## The messages of the socket',
    'You say, one JSON object a message:',
    // The others are there for their answers.
    ...send.examples
      .filter(({ name }) => ['subscribe', 'ping', 'unsubscribe'].includes(name))
      .map(({ message }) => json(message)),
    'Panda says:',
    ...Object.entries(receive.schemas).flatMap(([name, { description }]) => {
      const examples = receive.examples.filter(one => one.name.split(' ')[0] === name)
      return [`**${name}**${description ? ` – ${description}` : ''}`, ...examples.map(({ message }) => json(message))]
    }),
  ].join('\n\n')

export const events = ({ 'x-events': all }: Document) => {
  const rows = Object.entries(all).map(([name, { stage, type, final, example }]) => [
    code(name),
    String(stage),
    final ? `${type}, final` : type,
    cell(example?.message ?? ''),
    Object.keys(example?.details ?? {})
      .filter(detail => detail !== 'stage')
      .map(code)
      .join(', '),
  ])
  return `## The events\n\n${table(['code', 'stage', 'type', 'message', 'details beside stage'], rows)}`
}

export const things = ({ components: { schemas } }: Document) =>
  [
    '## What answers are made of',
    ...Object.entries(schemas).map(
      ([name, schema]: [string, Schema]) =>
        `<a id="${name.toLowerCase()}"></a>\n### ${name}\n\n${fields.table(schema, 'field')}`,
    ),
  ].join('\n\n')
