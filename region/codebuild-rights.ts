import { AwsError } from './aws-error.ts'
import { registryPush } from './ecr.ts'
import type { Caller, Kernel } from './kernel.ts'

/** What builds ask, they ask this. */
const theOne = 'panda-build-call'

/** What the build role may do, and nothing else: hostile Dockerfiles run with it. */
export const rightsOfBuilds = (kernel: Kernel, region: string) => {
  const role: Caller = {
    accountId: kernel.platformAccount,
    region,
    arn: `arn:aws:sts::${kernel.platformAccount}:assumed-role/panda-build/build`,
  }
  return {
    invoke: async (functionName: string, payload: unknown) => {
      if (functionName !== theOne)
        throw new AwsError(
          'AccessDeniedException',
          `${role.arn} is not authorized to perform: lambda:InvokeFunction on ${functionName}`,
        )
      return kernel.invoke(functionName, payload)
    },
    push: async (image: Parameters<typeof registryPush>[1]) => registryPush(kernel, image),
  }
}
