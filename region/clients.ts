// The adapters' clients over the pretend region.
import { type Clients, clientsOf, type Makers, type Setting } from '../aws/clients.ts'
import type { ServiceName } from './kernel.ts'
import type { Region } from './region.ts'

/** With `only`, those of one function (lambdas/platform/needs.ts). */
export const regionClients = (region: Region, only?: readonly (keyof Makers)[]): Clients => {
  const make =
    <C>(service: ServiceName) =>
    (setting: Setting) =>
      region.client<C>(service, setting.credentials ?? region.platform, setting.region)
  const makers: Makers = {
    sfn: make('states'),
    codebuild: make('codebuild'),
    eventbridge: make('events'),
    kms: make('kms'),
    apigateway: make('apigateway'),
    sts: make('sts'),
    ec2: make('ec2'),
    ecr: make('ecr'),
    ecs: make('ecs'),
    codedeploy: make('codedeploy'),
    cloudformation: make('cloudformation'),
    elbv2: make('elbv2'),
    cloudwatch: make('cloudwatch'),
    logs: make('logs'),
    iam: make('iam'),
    scheduler: make('scheduler'),
    sns: make('sns'),
  }
  const given = only ? Object.fromEntries(only.map(name => [name, makers[name]])) : makers
  return clientsOf(given, { region: region.regionName })
}
