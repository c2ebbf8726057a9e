// Panda's one function, as a build reaches it: Lambda's Invoke on loopback. Remembers what it was asked.
import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { BuildReport } from '../../core/ports.ts'

type Call = { ask: 'trade'; nonce: string } | { ask: 'report'; report: BuildReport }

/** What it throws arrives as Lambda tells it: 200, with a header that it is an error. */
export const buildCallServer = async (answer: (call: Call) => object) => {
  const calls: Call[] = []
  const functions: string[] = []
  const server = createServer(async (request, response) => {
    functions.push(/\/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '')
    const call = JSON.parse(await textOf(request)) as Call
    calls.push(call)
    try {
      response.end(JSON.stringify(answer(call)))
    } catch (fault) {
      response.setHeader('x-amz-function-error', 'Unhandled')
      response.end(JSON.stringify({ errorType: 'Refusal', errorMessage: String(fault) }))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const environment = {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    ...{ AWS_REGION: 'eu-test-1', AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'aws_canary' },
    PANDA_BUILD_CALL: 'panda-build-call',
  }
  const reports = () => calls.flatMap(call => (call.ask === 'report' ? [call.report] : []))
  return { calls, functions, reports, environment }
}

const textOf = async (request: IncomingMessage) => {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
