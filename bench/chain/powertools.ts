// https://docs.aws.amazon.com/powertools/typescript/latest/features/event-handler/http/
import { Router } from '@aws-lambda-powertools/event-handler/http'
import { type Asked, answerTo, headers, logged, path } from './asked.ts'
import { measure } from './measure.ts'

const app = new Router()
app.use(async ({ reqCtx, next }) => {
  const began = performance.now()
  await next()
  const { requestContext } = reqCtx.event as Asked
  logged(began, reqCtx.context.awsRequestId, String(requestContext.authorizer.lambda.tenant), reqCtx.res.status)
})
app.get(path, async ({ req, event }) => {
  const query = Object.fromEntries(new URL(req.url).searchParams)
  const { status, body } = await answerTo(query, (event as Asked).requestContext.authorizer.lambda)
  return new Response(JSON.stringify(body), { status, headers })
})

void measure((event, context) => app.resolve(event, context as never) as never)
