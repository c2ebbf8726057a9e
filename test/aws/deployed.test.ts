import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { told } from '../../aws/deployed.ts'

const client = new CloudFormationClient({ region: 'eu-central-1' })
const cloudformation = mockClient(client)
beforeEach(() => cloudformation.reset())

const stack = (Outputs: { OutputKey: string; OutputValue: string }[]) => ({
  Stacks: [{ StackName: 'PandaDev', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' as const, Outputs }],
})

test('an output of the stage’s own stack', async () => {
  const answer = stack([{ OutputKey: 'TableName', OutputValue: 'panda-dev' }])
  cloudformation.on(DescribeStacksCommand, { StackName: 'PandaDev' }).resolves(answer)
  expect(await told('dev', 'TableName', client)).toBe('panda-dev')
})

test('a platform that is not there is named, with where and what to do', async () => {
  const missing = Object.assign(new Error('Stack with id Panda does not exist'), { name: 'ValidationError' })
  cloudformation.on(DescribeStacksCommand).rejects(missing)
  await expect(told('prod', 'TableName', client)).rejects.toThrow(
    'Stack Panda in eu-central-1 is not there: deploy it first',
  )
})

test('one of another making, too', async () => {
  cloudformation.on(DescribeStacksCommand).resolves(stack([]))
  await expect(told('dev', 'ApiAddress', client)).rejects.toThrow(
    'Stack PandaDev in eu-central-1 has no output ApiAddress',
  )
})
