// A load balancer takes a certificate of its own account and region, and on one machine none.
import { Refusal } from '../../core/faults.ts'
import { certificateFault } from '../../core/infra.ts'
import type { Settings } from '../../core/settings.ts'

/** Where it goes may not be known yet: each deployment looks again. */
export const refuseUnfitCertificate = (
  arn: string | undefined,
  { PANDA_TLS }: Settings,
  at?: { accountId: string; region: string },
): void => {
  if (arn === undefined) return
  const message = PANDA_TLS === 'no' ? nothingSpeaksTls : at && certificateFault(arn, at)
  if (message === undefined) return
  throw new Refusal('INVALID_REQUEST', `certificateArn: ${message}`, { faults: [{ field: 'certificateArn', message }] })
}

const nothingSpeaksTls = 'nothing on one machine speaks TLS: set it in a Panda on AWS, and leave it out here'
