// Where everything is made: the stage's names, how long things last, and the key that they are encrypted under.
import { RemovalPolicy, type Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { PlatformSettings } from './platform-settings.ts'

export type Place = {
  settings: PlatformSettings
  named: Named
  /** For what holds data that nothing else has: stays in prod, goes in dev. */
  removal: RemovalPolicy
  /** For tables, logs, topics. */
  key: IKey
}

export type Named = (name: string) => string

/** Both stages may live in one account and region, where names of functions, buses and rules are unique: dev's differ. */
export const namesOf =
  (stage: PlatformSettings['stage']): Named =>
  name =>
    stage === 'prod' ? name : name.replace(/^panda/, 'panda-dev')

export const removalOf = (stage: PlatformSettings['stage']) =>
  stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY

/** By name, where a reference would go in a circle. */
export const arnOf = (stack: Stack, service: string, rest: string) =>
  `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${rest}`
