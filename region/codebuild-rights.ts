import { internalBus } from '../core/rules.ts'
import { AwsError } from './aws-error.ts'
import { registryPush } from './ecr.ts'
import type { Caller, Kernel } from './kernel.ts'

/** What the build role may do, and nothing else: hostile Dockerfiles run with it. */
export const rightsOfBuilds = (kernel: Kernel, region: string) => {
  const role: Caller = {
    accountId: kernel.platformAccount,
    region,
    arn: `arn:aws:sts::${kernel.platformAccount}:assumed-role/panda-build/build`,
  }
  return {
    putEvent: async (detailType: string, detail: object) => {
      const entry = { EventBusName: internalBus, Source: 'panda.build', DetailType: detailType }
      const put = { Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }
      const answer = await kernel.call<{ FailedEntryCount?: number }>('events', 'PutEvents', put, role)
      if (answer.FailedEntryCount) throw new Error(`PutEvents did not take ${detailType}`)
    },
    invoke: async (functionName: string, payload: unknown) => {
      if (functionName !== 'panda-trade')
        throw new AwsError(
          'AccessDeniedException',
          `${role.arn} is not authorized to perform: lambda:InvokeFunction on ${functionName}`,
        )
      return kernel.invoke(functionName, payload)
    },
    push: async (image: Parameters<typeof registryPush>[1]) => registryPush(kernel, image),
  }
}
