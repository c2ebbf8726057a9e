// https://hono.dev/docs/getting-started/aws-lambda
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { type Asked, answerTo, headers, logged, path } from './asked.ts'
import { measure } from './measure.ts'

type Bindings = { event: Asked; lambdaContext: { awsRequestId: string } }

const app = new Hono<{ Bindings: Bindings }>()
app.use(async (c, next) => {
  const began = performance.now()
  await next()
  const { event, lambdaContext } = c.env
  logged(began, lambdaContext.awsRequestId, String(event.requestContext.authorizer.lambda.tenant), c.res.status)
})
app.get(path, async c => {
  const { status, body } = await answerTo(c.req.query(), c.env.event.requestContext.authorizer.lambda)
  return c.json(body, status, headers)
})
const handler = handle(app)

void measure((event, context) => handler(event as never, context as never))
