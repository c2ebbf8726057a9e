// https://github.com/fastify/aws-lambda-fastify
import awsLambda from '@fastify/aws-lambda'
import fastify, { type FastifyRequest } from 'fastify'
import { type Asked, answerTo, headers, logged, path } from './asked.ts'
import { measure } from './measure.ts'

type WithLambda = FastifyRequest & { awsLambda: { event: Asked; context: { awsRequestId: string } } }

const app = fastify({ logger: false })
app.addHook('onResponse', async (request, reply) => {
  const { event, context } = (request as WithLambda).awsLambda
  const { tenant } = event.requestContext.authorizer.lambda
  logged(performance.now() - reply.elapsedTime, context.awsRequestId, String(tenant), reply.statusCode)
})
app.get(path, async (request, reply) => {
  const { event } = (request as WithLambda).awsLambda
  const { status, body } = await answerTo(request.query, event.requestContext.authorizer.lambda)
  return reply.code(status).headers(headers).send(body)
})
const handler = awsLambda(app)

void measure((event, context) => handler(event as never, context as never) as never)
