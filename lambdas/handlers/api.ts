// HTTP calls as API Gateway's HTTP API hands them over, payload 2.0:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda'
import type { Context } from '../../app/caller.ts'
import { api, type Reply, type Request } from '../../app/http.ts'
import { callerFrom } from '../../app/identity.ts'
import { AuditNotWritten } from '../../core/faults.ts'
import { deploymentAt, type Facts, reportFault, textAt, type Watch, watched } from '../platform/watched.ts'

type Event = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>

export const apiHandler = (context: Omit<Context, 'log' | 'live'>, watch: Watch) => {
  const handle = api({ ...context, log: (reference, fault) => report(watch, reference, fault) })
  return watched(watch, async (event: Event, note): Promise<APIGatewayProxyStructuredResultV2> => {
    const request = requestOf(event)
    note({ method: request.method, tenant: request.caller?.tenant })
    const reply = await handle(request)
    note(calledOf(reply))
    const body = await bodyOf(reply)
    note({ status: reply.status, ...answeredAbout(body) })
    return { statusCode: reply.status, headers: reply.headers, body, isBase64Encoded: false }
  })
}

const report = (watch: Watch, reference: string, fault: unknown) => {
  reportFault(watch, fault, { reference })
  if (fault instanceof AuditNotWritten) watch.count('AuditFailures')
}

const requestOf = (event: Event): Request => ({
  method: event.requestContext.http.method,
  path: encoded(event.rawPath),
  query: event.rawQueryString ?? '',
  headers: headersOf(event),
  body: event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body,
  ...authorized(event),
  ip: event.requestContext.http.sourceIp,
})

/** An HTTP API hands over the path decoded (a Function URL would not), and the query as it was sent. */
const encoded = (path: string) => path.toWellFormed().split('/').map(encodeURIComponent).join('/')

/** In lower case as they come, the same ones joined by commas; cookies come apart. */
const headersOf = ({ headers = {}, cookies }: Event): Request['headers'] => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  ...(cookies && { cookie: cookies.join('; ') }),
})

/** What our authorizer has found: nobody comes past it, and nothing else is believed. */
const authorized = ({ requestContext }: Event): Pick<Request, 'caller' | 'denied'> => {
  const found = 'authorizer' in requestContext ? requestContext.authorizer?.lambda : undefined
  const denied = textAt(found, 'denied')
  return { caller: isRecord(found) ? callerFrom(found) : undefined, ...(denied !== undefined && { denied }) }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A stream cannot be held open here: it ends after what is known, and the browser comes back for more. */
const bodyOf = async (reply: Reply): Promise<string> => {
  if ('body' in reply) return reply.body
  let body = ''
  for await (const piece of reply.stream) body += piece
  return body
}

/** The call's name and not its address: who mistypes an address may have put a secret there. */
const calledOf = ({ called }: Reply): Facts =>
  called ? { operation: called.route.operation, deploymentId: deploymentAt(called.params, 'id') } : {}

/** Which deployment a new one is, only its answer tells. */
const answeredAbout = (body: string): Facts => {
  const [, deploymentId] = /"deploymentId":"(dep_\w+)"/.exec(body.slice(0, 1_000)) ?? []
  return deploymentId === undefined ? {} : { deploymentId }
}
