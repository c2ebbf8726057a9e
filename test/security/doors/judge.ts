// Whether an answer is one that may be given: documented, nobody else's, no secret's, and nothing begun without a good reason.
import { answerFaults, questionFaults, routeOf, saidFaults } from './document.ts'
import type { Question, Reply } from './house.ts'
import { secrets } from './world.ts'

export type Seen = {
  started: string[]
  written: string[]
  faults: string[]
  /** What marks everything that is another tenant's. */
  others: string[]
}

/** Refusals say back what was sent, and need not be long for that. */
const longestRefusal = 16_384

export const judge = (question: Question, reply: Reply, { started, written, faults, others }: Seen): string[] => {
  const route = routeOf({
    method: question.method,
    path: question.door === 'local' ? question.path : asGateway(question.path),
  })
  const wrong = faults.map(fault => `a fault that nobody expected: ${fault}`)
  if (reply.status >= 500) wrong.push(`answered ${reply.status}`)
  wrong.push(...answerFaults(route, reply).map(fault => `not as documented: ${fault}`))
  // The audit log says what its own people have asked for, in vain, too: whose a row is, the row's own id tells.
  const isAudit = typeof route !== 'string' && route.operation === 'readAudit'
  const marks = isAudit ? others.map(tag => `au_${tag}`) : others
  wrong.push(...leaks(reply.text, () => textsOf(question), marks), ...headerFaults(reply))
  if (reply.status >= 400 && reply.text.length > longestRefusal)
    wrong.push(`a refusal of ${reply.text.length} characters`)
  if (reply.status === 200 && typeof route !== 'string')
    wrong.push(
      ...questionFaults(route, question)
        .slice(0, 3)
        .map(fault => `taken, though ${fault}`),
    )
  const starts =
    typeof route !== 'string' && ['deploy', 'promote', 'rollback'].includes(route.operation) && reply.status === 200
      ? 1
      : 0
  if (started.length > starts) wrong.push(`started ${started.join()}`)
  const foreign = written.filter(key => others.some(tag => key.includes(tag)))
  if (foreign.length > 0) wrong.push(`wrote what is another's: ${foreign.join()}`)
  if (reply.status >= 400 && written.some(key => key.includes(' e#')))
    wrong.push(`refused, and wrote ${written.join()}`)
  return [...wrong, ...polluted()]
}

export const judgeMessages = (asked: string, heard: string[], others: string[]): string[] =>
  [
    ...heard.flatMap(said => saidFaults(said).map(fault => `not as documented: ${fault}`)),
    ...heard.flatMap(said => leaks(said, () => textsIn(asked), others)),
    ...heard.filter(said => said.length > 128_000).map(said => `a message of ${said.length} characters`),
    ...polluted(),
  ].slice(0, 3)

/** API Gateway hands the path over decoded, and the handler encodes it again. */
const asGateway = (path: string) => {
  const text = decoded(path)
  return text.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const stack = /\bat \S+ \(|node:internal|\.ts:\d|\b(?:Type|Range|Reference|Syntax)Error\b|CloudFault/

/** Somebody else's ids, secrets, and what only a programmer should see; but for what was in the question itself. */
const leaks = (text: string, sent: () => string[], others: string[]): string[] => {
  const foreign = others
    .filter(tag => text.includes(tag))
    .flatMap(tag => text.match(new RegExp(`${tag}\\d*`, 'g')) ?? [])
  const secret = Object.values(secrets).filter(one => text.includes(one))
  const code = stack.exec(text) ?? []
  const found = [
    ...foreign.map(words => ({ words, what: "tells of another's" })),
    ...secret.map(words => ({ words, what: 'tells the secret' })),
    ...code.map(words => ({ words, what: 'tells of code:' })),
  ]
  if (found.length === 0) return []
  const known = sent()
  return found
    .filter(({ words }) => !known.some(one => one.includes(words)))
    .map(({ words, what }) => `${what} ${words}`)
}

const textsOf = ({ path, query, headers, body }: Question) => [
  ...[path, query, ...Object.values(headers), String(body ?? '')].flatMap(text => textsIn(text)),
]

/** A text, and as whoever reads it sees it. */
const textsIn = (text: string) => {
  const once = decoded(text)
  return [text, once, decoded(once), unescaped(text), Buffer.from(text, 'base64url').toString()]
}

const unescaped = (text: string) => {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return ''
  }
}

const headerFaults = ({ headers }: Reply) => [
  ...(headers['cache-control'] === 'no-store' && headers['x-content-type-options'] === 'nosniff'
    ? []
    : ['lacks headers']),
  ...Object.entries(headers)
    .filter(([, value]) => /[^\x20-\x7e]/.test(String(value)))
    .map(([name]) => `a header ${name} of what no header holds`),
]

const polluted = () => {
  const names = Object.keys(Object.prototype)
  for (const name of names) Reflect.deleteProperty(Object.prototype, name)
  return names.length > 0 ? [`Object.prototype has ${names.join()}`] : []
}
