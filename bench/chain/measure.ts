// In the process of a contender: requests per second of its CPU, once it is warm.
import { writeSync } from 'node:fs'
import { type Asked, path } from './asked.ts'

type Answered = { statusCode?: number; headers?: Record<string, unknown>; body?: string }
type Handler = (event: Asked, context: { awsRequestId: string }) => Promise<Answered>

const [warm, measured] = [3_000, 6_000]

export const measure = async (handler: Handler) => {
  await mustAnswer(handler)
  await ask(handler, warm)
  const before = process.cpuUsage()
  await ask(handler, measured)
  const { user, system } = process.cpuUsage(before)
  writeSync(3, JSON.stringify(measured / ((user + system) / 1e6)))
  process.exit(0)
}

const ask = async (handler: Handler, times: number) => {
  for (let n = 0; n < times; n++) await handler(event('limit=20'), { awsRequestId: `r-${n}` })
}

/** One that did not do its work would be the fastest. */
const mustAnswer = async (handler: Handler) => {
  const good = await handler(event('limit=20'), { awsRequestId: 'r' })
  const isGood = good.statusCode === 200 && String(good.headers?.['content-type']).startsWith('application/json')
  if (!isGood || good.body !== '{"code":200,"message":"OK","data":{"deployments":[]}}')
    throw new Error(`Answered ${JSON.stringify(good)}`)
  const bad = await handler(event('limit=much'), { awsRequestId: 'r' })
  if (bad.statusCode !== 400) throw new Error(`Took what is not valid: ${JSON.stringify(bad)}`)
}

/** As API Gateway hands it over: parsed anew, so that nothing of the one before is known. */
const event = (limit: string): Asked =>
  JSON.parse(text.replaceAll('limit=20', limit).replaceAll('"20"', JSON.stringify(limit.slice(6)))) as Asked

const query = 'owner=acme&repo=shop&environment=production&status=COMPLETED&limit=20'
const asked: Asked = {
  version: '2.0',
  routeKey: `GET ${path}`,
  rawPath: path,
  rawQueryString: query,
  queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
  headers: {
    accept: 'application/json',
    'accept-language': 'en',
    'content-length': '0',
    host: 'id.execute-api.us-east-1.amazonaws.com',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    authorizer: { lambda: { tenant: 'tenant-1', by: 'dev@example.com', role: 'admin' } },
    domainName: 'id.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'id',
    http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: `GET ${path}`,
    stage: '$default',
    time: '12/Mar/2020:19:03:58 +0000',
    timeEpoch: 1583348638390,
  },
  isBase64Encoded: false,
}
const text = JSON.stringify(asked)
