// The WebSocket API. Whoever connects brings a ticket, which the function redeems; after that the socket is known.
import { Stack } from 'aws-cdk-lib'
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import { admitGateway, GatewayLogRole, invocationUri } from './gateway.ts'
import { logGroup } from './log-group.ts'
import { arnOf, type Place } from './place.ts'

const stage = 'live'

const accessLog = {
  ...{ requestId: '$context.requestId', time: '$context.requestTime', ip: '$context.identity.sourceIp' },
  ...{ connection: '$context.connectionId', event: '$context.eventType', route: '$context.routeKey' },
  ...{ status: '$context.status', fault: '$context.integrationErrorMessage' },
}

export class LiveApi extends Construct {
  readonly api: CfnApi

  constructor(scope: Construct, place: Place, socket: EntryFunction) {
    super(scope, 'LiveApi')
    this.api = new CfnApi(this, 'Api', {
      name: place.named('panda-live'),
      protocolType: 'WEBSOCKET',
      // The function reads messages by its own schema: no route but `$default` is ever named by one.
      routeSelectionExpression: '$request.body.action',
    })
    admitGateway(this, socket, this.api, '*/*')
    const { ref } = new CfnIntegration(this, 'Integration', {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: invocationUri(socket),
      timeoutInMillis: 29_000,
    })
    for (const key of ['$connect', '$default', '$disconnect']) this.route(key, `integrations/${ref}`)
    this.stage(place)
  }

  /** Posting to a socket, and closing it: of this API and stage only. */
  bind(entry: EntryFunction, actions: Actions) {
    const connections = ['POST', 'DELETE'].map(method => `${this.api.ref}/${stage}/${method}/@connections/*`)
    entry.allow(
      actions,
      connections.map(one => arnOf(Stack.of(this), 'execute-api', one)),
    )
    const id = Stack.of(this).getLogicalId(this.api)
    for (const method of ['POST', 'DELETE'])
      entry.accept(
        `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${id}>/${stage}/${method}/@connections/*`,
        'A connection has no name before it is there',
      )
  }

  /** Where clients connect. */
  get address() {
    return `${this.api.attrApiEndpoint}/${stage}`
  }

  /** Where messages to them are posted. */
  get endpoint() {
    const { region, urlSuffix } = Stack.of(this)
    return `https://${this.api.ref}.execute-api.${region}.${urlSuffix}/${stage}`
  }

  private route(routeKey: string, target: string) {
    const route = new CfnRoute(this, routeKey, { apiId: this.api.ref, routeKey, target, authorizationType: 'NONE' })
    const reason =
      'The function redeems a single-use ticket at $connect; later messages belong to a socket that has one'
    accept(route, { APIG4: reason })
  }

  private stage(place: Place) {
    const logs = logGroup(this, 'Log', place, 'access', '/aws/vendedlogs/panda/live-api')
    const made = new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: stage,
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(accessLog) },
      // A client pings twice a minute: this is some thousands of them.
      defaultRouteSettings: { throttlingRateLimit: 200, throttlingBurstLimit: 400 },
    })
    if (place.settings.gatewayLogRole === 'make') made.node.addDependency(new GatewayLogRole(this))
  }
}
