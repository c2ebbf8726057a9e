// Whether a fault says that a thing is wrong, or only that whoever is asked does not have it.
export type Verdict = 'passed' | 'not supported there' | 'failed'

export const verdictOf = (fault: unknown): { verdict: Verdict; why: string } => {
  const said = causes(fault)
  const unsupported = said.find(isUnsupported)
  const why = wordsOf(unsupported ?? said[0])
  return { verdict: unsupported ? 'not supported there' : 'failed', why }
}

/** Nobody at all is there. */
export const isRefused = (why = '') => why.includes('ECONNREFUSED')

/** An adapter's fault keeps what the SDK threw as its cause; a connection that was tried over IPv4 and IPv6 has several. */
const causes = (fault: unknown): Error[] => {
  if (!(fault instanceof Error)) return [new Error(String(fault))]
  const inside = fault instanceof AggregateError ? fault.errors : [fault.cause]
  return [fault, ...inside.filter(one => one instanceof Error).flatMap(causes)]
}

const names = new Set([
  'UnknownOperationException',
  'UnknownOperation',
  'InvalidAction',
  'NotImplemented',
  'NotImplementedException',
])

/** Emulators’ words for it, and the pretend region’s. */
const unknown = /not (yet )?(been )?implemented|does not know the command/i

/** A service that is not there answers 404 without saying what is missing; one that is there names it. */
const nameless = new Set(['NotFound', 'Unknown', 'UnknownError', 'SyntaxError', 'Error'])

const isUnsupported = (fault: Error) => {
  if ('code' in fault && fault.code === 'ECONNREFUSED') return true
  if (names.has(fault.name) || unknown.test(fault.message)) return true
  const status = statusOf(fault)
  // The SDK makes of SNS's 404 that says nothing the exception of a topic that is not there, which would be named.
  const isNameless = nameless.has(fault.name) || (fault.name === 'NotFoundException' && fault.message === 'Unknown')
  return status === 501 || ((status === 404 || status === 405) && isNameless)
}

const statusOf = (fault: Error) => {
  const metadata = '$metadata' in fault ? fault.$metadata : undefined
  return typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined
}

const wordsOf = (fault: Error | undefined) => {
  if (!fault) return 'nothing was said'
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : ''
  const status = statusOf(fault)
  if (status && nameless.has(fault.name)) return `HTTP ${status}`
  const name = fault.name === 'Error' || fault.name === 'AssertionError' ? code : fault.name
  const text = fault.message.split('\n').filter(Boolean).slice(0, 6).join(' ').slice(0, 300)
  return [name, text].filter(Boolean).join(': ')
}
