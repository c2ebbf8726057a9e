// What can be found out where IAM may not be asked: reads that change nothing, of things that need not be there.
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr'
import { DescribeRuleCommand } from '@aws-sdk/client-eventbridge'
import { CloudFault } from '../core/faults.ts'
import type { Customer } from '../core/ports.ts'
import { customerRule } from '../core/rules.ts'
import type { CustomersOnly } from './clients.ts'
import { asked } from './fault.ts'

/** One of each service whose client is at hand where connections are made. */
export const harmlessReads = async (clients: CustomersOnly, at: Customer) => {
  const { ecr, cloudformation, eventbridge } = clients.customer(at)
  const repositories = new DescribeRepositoriesCommand({ repositoryNames: ['panda-self-test'] })
  const stacks = new DescribeStacksCommand({ StackName: 'panda-self-test' })
  const rule = new DescribeRuleCommand({ Name: customerRule.name })
  const reads: [string, Promise<boolean | undefined>][] = [
    ['ecr:DescribeRepositories', may(asked('ecr:DescribeRepositories', () => ecr().send(repositories)))],
    ['cloudformation:DescribeStacks', may(asked('cloudformation:DescribeStacks', () => cloudformation().send(stacks)))],
    ['events:DescribeRule', may(asked('events:DescribeRule', () => eventbridge().send(rule)))],
  ]
  const answers = await Promise.all(reads.map(async ([action, answer]) => ({ action, may: await answer })))
  const those = (wanted: boolean) => answers.filter(answer => answer.may === wanted).map(({ action }) => action)
  return { denied: those(false), allowed: those(true) }
}

/** Whatever AWS says of the thing itself, it has let us ask. Where it could not say, nobody knows. */
const may = async (answer: Promise<unknown>): Promise<boolean | undefined> => {
  try {
    await answer
    return true
  } catch (fault) {
    if (!(fault instanceof CloudFault)) throw fault
    if (fault.kind === 'denied') return false
    return fault.kind === 'missing' || fault.kind === 'invalid' ? true : undefined
  }
}
