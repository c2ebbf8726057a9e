// https://github.com/dougmoscrop/serverless-http
import express, { type Request } from 'express'
import serverless from 'serverless-http'
import { type Asked, answerTo, headers, logged, path } from './asked.ts'
import { measure } from './measure.ts'

type WithLambda = Request & { lambda: { event: Asked; context: { awsRequestId: string } } }

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.use((request, response, next) => {
  const began = performance.now()
  const { event, context } = (request as WithLambda).lambda
  const { tenant } = event.requestContext.authorizer.lambda
  response.on('finish', () => logged(began, context.awsRequestId, String(tenant), response.statusCode))
  next()
})
app.get(path, async (request, response) => {
  const { event } = (request as WithLambda).lambda
  const { status, body } = await answerTo(request.query, event.requestContext.authorizer.lambda)
  response.set(headers).status(status).json(body)
})
const handler = serverless(app, {
  request: (request: WithLambda, event: Asked, context: { awsRequestId: string }) => {
    request.lambda = { event, context }
  },
})

void measure((event, context) => handler(event, context) as never)
