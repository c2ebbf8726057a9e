// The HTTP API: a route for each call of app/routes.ts, and one for everything else, so that unknown paths get our words.
import { Stack } from 'aws-cdk-lib'
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import { routes } from '../app/routes.ts'
import { accept } from './accept.ts'
import type { EntryFunction } from './entry-function.ts'
import { admitGateway, invocationUri } from './gateway.ts'
import { logGroup } from './log-group.ts'
import type { Place } from './place.ts'

/** Never the query: it may hold a ticket. */
const accessLog = {
  ...{ requestId: '$context.requestId', time: '$context.requestTime', ip: '$context.identity.sourceIp' },
  ...{ route: '$context.routeKey', path: '$context.path', status: '$context.status', bytes: '$context.responseLength' },
  ...{ tenant: '$context.authorizer.tenant', by: '$context.authorizer.by', refused: '$context.authorizer.denied' },
  ...{ milliseconds: '$context.responseLatency', fault: '$context.integrationErrorMessage' },
}

/** A tenant's own bound is 600 a minute; this one is all tenants', so that nobody's haste costs everybody's money. */
const throttling = { throttlingRateLimit: 200, throttlingBurstLimit: 400 }

export class HttpApi extends Construct {
  readonly api: CfnApi

  constructor(scope: Construct, place: Place, entries: { api: EntryFunction; authorizer: EntryFunction }) {
    super(scope, 'HttpApi')
    const { corsOrigins } = place.settings
    this.api = new CfnApi(this, 'Api', {
      name: place.named('panda'),
      protocolType: 'HTTP',
      ...(corsOrigins.length > 0 && { corsConfiguration: cors(corsOrigins) }),
    })
    const authorizerId = this.authorizer(entries.authorizer)
    const target = this.integration(entries.api)
    const route = { apiId: this.api.ref, target, authorizationType: 'CUSTOM', authorizerId }
    for (const key of [...routes.map(({ method, path }) => `${method} ${path}`), '$default'])
      new CfnRoute(this, key, { ...route, routeKey: key })
    if (corsOrigins.length > 0) this.preflight(target)
    this.stage(place)
  }

  /** Without an identity source it is asked each time, also about a call without any header, and nothing is remembered. */
  private authorizer(entry: EntryFunction) {
    admitGateway(this, entry, this.api, 'authorizers/*')
    return new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'panda',
      authorizerType: 'REQUEST',
      authorizerUri: invocationUri(entry),
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: 0,
    }).ref
  }

  private integration(entry: EntryFunction) {
    admitGateway(this, entry, this.api, '*/*')
    const { ref } = new CfnIntegration(this, 'Integration', {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: invocationUri(entry),
      payloadFormatVersion: '2.0',
      timeoutInMillis: 30_000,
    })
    return `integrations/${ref}`
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html: else `$default` would get them. */
  private preflight(target: string) {
    const routeKey = 'OPTIONS /{proxy+}'
    const route = new CfnRoute(this, routeKey, { apiId: this.api.ref, routeKey, target, authorizationType: 'NONE' })
    accept(route, { APIG4: 'A browser asks this before it may send an identity; API Gateway answers it by itself' })
  }

  private stage(place: Place) {
    const logs = logGroup(this, 'Log', place, 'access', '/aws/vendedlogs/panda/http-api')
    new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(accessLog) },
      defaultRouteSettings: { ...throttling, detailedMetricsEnabled: false },
    })
  }

  /** Without `https://`, as CloudFront wants it. */
  get domain() {
    const { region, urlSuffix } = Stack.of(this)
    return `${this.api.ref}.execute-api.${region}.${urlSuffix}`
  }
}

const cors = (allowOrigins: string[]) => ({
  allowOrigins,
  allowMethods: [...new Set(routes.map(({ method }) => method))],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'accept-language', 'last-event-id'],
  exposeHeaders: ['retry-after'],
  maxAge: 3600,
})
