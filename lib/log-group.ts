// Log groups go with their stack, in prod too: what must last is in the table, and a name that stayed would be in the
// way of the next deploy.
import { RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Place } from './place.ts'
import type { PlatformSettings } from './platform-settings.ts'

type Kind = keyof PlatformSettings['retention']

/** Its name is the stage's own: give the usual one. */
export const logGroup = (scope: Construct, id: string, place: Place, kind: Kind, name: string): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName: name.replace(/panda[^/]*/, place.named),
    retention: place.settings.retention[kind],
    encryptionKey: place.key,
    removalPolicy: RemovalPolicy.DESTROY,
  })
