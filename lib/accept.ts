// A finding of cdk-nag that stays, with its reason beside the resource. bin/app.ts attaches the checks.
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

export const accept = (on: IConstruct, findings: Record<string, string>): void =>
  Validations.of(on).acknowledge(
    ...Object.entries(findings).map(([finding, reason]) => ({ id: `AwsSolutions-${finding}`, reason })),
  )
