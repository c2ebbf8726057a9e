import type {
  DeregisterTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandInput,
  ListTaskDefinitionsCommandInput,
  RegisterTaskDefinitionCommandInput,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import type { Place } from '../rows.ts'
import { type DefinitionRecord, ecsArn, type Running, shortName, tagList, tagsOf } from './records.ts'

export const definitionCommands = (kernel: Kernel, state: Running): Commands => ({
  // A revision's number is never given out twice, not even after it was deregistered.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
  async RegisterTaskDefinition(input: RegisterTaskDefinitionCommandInput, caller: Caller) {
    const { family = '', containerDefinitions = [], tags, ...settings } = input
    if (!/^[\w-]{1,255}$/.test(family)) throw invalid('Family contains invalid characters.')
    if (containerDefinitions.length === 0) throw invalid('Container definitions must not be empty.')
    const revision = Math.max(0, ...revisions(state, caller, family).map(one => one.revision)) + 1
    const definition: DefinitionRecord = {
      arn: ecsArn(caller, `task-definition/${family}:${revision}`),
      family,
      revision,
      containers: containerDefinitions,
      settings,
      registeredAt: kernel.timeline.now(),
      status: 'ACTIVE',
      tags: tagsOf(tags),
    }
    state.definitions.put(caller, definitionId(definition), definition)
    return { taskDefinition: shown(definition), tags: tagList(definition.tags) }
  },

  async DescribeTaskDefinition(input: DescribeTaskDefinitionCommandInput, caller: Caller) {
    const definition = existingDefinition(state, caller, input.taskDefinition)
    return {
      taskDefinition: shown(definition),
      ...(input.include?.includes('TAGS') ? { tags: tagList(definition.tags) } : {}),
    }
  },

  // `familyPrefix` is a whole family name, whatever it is called.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
  async ListTaskDefinitions(input: ListTaskDefinitionsCommandInput, caller: Caller) {
    const all = (input.familyPrefix ? revisions(state, caller, input.familyPrefix) : state.definitions.of(caller))
      .filter(one => one.status === (input.status ?? 'ACTIVE'))
      .map(one => one.arn)
    const sorted = input.sort === 'DESC' ? all.reverse() : all
    const from = Number(input.nextToken ?? 0)
    const to = from + (input.maxResults ?? 100)
    return {
      taskDefinitionArns: sorted.slice(from, to),
      ...(to < sorted.length ? { nextToken: String(to) } : {}),
    }
  },

  async DeregisterTaskDefinition(input: DeregisterTaskDefinitionCommandInput, caller: Caller) {
    const definition = existingDefinition(state, caller, input.taskDefinition)
    const gone: DefinitionRecord = { ...definition, status: 'INACTIVE' }
    state.definitions.put(caller, definitionId(gone), gone)
    return { taskDefinition: shown(gone) }
  },
})

/** By ARN, by family and revision, or the family's newest active revision. */
export const existingDefinition = (state: Running, at: Place, nameOrArn = ''): DefinitionRecord => {
  const [family = '', revision] = shortName(nameOrArn).split(':')
  const all = revisions(state, at, family)
  const found = revision
    ? all.find(one => one.revision === Number(revision))
    : all.findLast(one => one.status === 'ACTIVE')
  if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.')
  return found
}

/** Zeros keep the shelf's order by key the order of revisions. */
export const definitionId = (definition: { family: string; revision: number }) =>
  `${definition.family}:${String(definition.revision).padStart(8, '0')}`

const revisions = (state: Running, at: Place, family: string) => state.definitions.of(at, `${family}:`)

const shown = (definition: DefinitionRecord): TaskDefinition => ({
  ...definition.settings,
  taskDefinitionArn: definition.arn,
  family: definition.family,
  revision: definition.revision,
  containerDefinitions: definition.containers,
  status: definition.status,
  registeredAt: new Date(definition.registeredAt),
})

const invalid = (message: string) => new AwsError('ClientException', message)
