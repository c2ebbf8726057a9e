// What a deployed platform says of itself: the outputs of its stack, for programs that its owner runs.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { asked, unless } from './fault.ts'

export const stages = ['dev', 'prod'] as const
export type Stage = (typeof stages)[number]
export const isStage = (text: string): text is Stage => stages.some(stage => stage === text)

export const stackName = (stage: Stage) => (stage === 'prod' ? 'Panda' : 'PandaDev')

export type Told = 'ApiAddress' | 'TableName'

/** Throws, naming what to do, if the platform is not deployed there. */
export const told = async (stage: Stage, what: Told, client = new CloudFormationClient({})): Promise<string> => {
  const StackName = stackName(stage)
  const look = asked('cloudformation:DescribeStacks', () => client.send(new DescribeStacksCommand({ StackName })))
  const stack = (await unless([/does not exist/], look))?.Stacks?.[0]
  const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === what)?.OutputValue
  if (value) return value
  const where = await client.config.region()
  throw new Error(`Stack ${StackName} in ${where} ${stack ? `has no output ${what}` : 'is not there'}: deploy it first`)
}
