import {
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandOutput,
  type ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs'
import { CloudFault } from '../../core/faults.ts'
import type { Releases, TaskWish } from '../../core/ports.ts'
import { type Program, usualProgram } from '../../core/program.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked } from '../fault.ts'

/** The one container of a task, here and in the service's template. */
export const containerName = 'app'
/** Tells which deployment a revision was registered for. */
const deploymentTag = 'panda:deployment'
/** Its size is what somebody has set in Panda. */
const sizeTag = 'panda:cpu'
/** One release at a time: a revision whose reply was lost is among the newest, behind a few of other hands at most. */
const looked = 5

/** RegisterTaskDefinition has no token of its own, so the family is looked at first. */
export const register =
  (clients: CustomersOnly): Releases['register'] =>
  async (at, wish) => {
    const ecs = clients.customer(at).ecs()
    const newest = await newestRevisions(ecs, wish.names.base)
    const mine = newest.find(one => one.tags?.some(tag => tag.key === deploymentTag && tag.value === wish.deploymentId))
    if (mine?.taskDefinition?.taskDefinitionArn) return mine.taskDefinition.taskDefinitionArn
    const command = new RegisterTaskDefinitionCommand(definitionOf(wish, at.region, newest[0]))
    const made = await asked('ecs:RegisterTaskDefinition', () => ecs.send(command))
    const arn = made.taskDefinition?.taskDefinitionArn
    if (!arn) throw new CloudFault('invalid', 'ecs:RegisterTaskDefinition', 'ECS named no revision')
    return arn
  }

const newestRevisions = async (ecs: ECSClient, family: string) => {
  // In spite of its name `familyPrefix` takes a whole family name.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
  const list = new ListTaskDefinitionsCommand({ familyPrefix: family, sort: 'DESC', maxResults: looked })
  const { taskDefinitionArns = [] } = await asked('ecs:ListTaskDefinitions', () => ecs.send(list))
  return Promise.all(
    taskDefinitionArns.map(taskDefinition => {
      const look = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] })
      return asked('ecs:DescribeTaskDefinition', () => ecs.send(look))
    }),
  )
}

const definitionOf = (
  wish: TaskWish,
  region: string,
  last: DescribeTaskDefinitionCommandOutput | undefined,
  { program = usualProgram } = wish,
): RegisterTaskDefinitionCommandInput => ({
  family: wish.names.base,
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  ...sizeOf(program, last),
  ...(last?.taskDefinition?.runtimePlatform && { runtimePlatform: last.taskDefinition.runtimePlatform }),
  executionRoleArn: wish.executionRoleArn,
  taskRoleArn: wish.taskRoleArn,
  containerDefinitions: [
    {
      name: containerName,
      image: wish.image,
      essential: true,
      portMappings: [{ containerPort: wish.port, protocol: 'tcp' }],
      environment: [
        { name: 'PORT', value: String(wish.port) },
        ...Object.entries(program.variables).map(([name, value]) => ({ name, value })),
      ],
      secrets: Object.entries(program.secrets ?? {}).map(([name, valueFrom]) => ({ name, valueFrom })),
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': wish.names.logGroup,
          'awslogs-region': region,
          'awslogs-stream-prefix': containerName,
        },
      },
    },
  ],
  tags: Object.entries({
    ...wish.names.tags,
    [deploymentTag]: wish.deploymentId,
    ...(program.cpu !== null && { [sizeTag]: String(program.cpu) }),
  }).map(([key, value]) => ({ key, value })),
})

/** As wished. Else the size that the customer may have given the last revision is kept, but not one that was a wish which
 *  nobody has any more; a quarter of a CPU and half a GB is Fargate's least. */
const sizeOf = ({ cpu, memory }: Program, last: DescribeTaskDefinitionCommandOutput | undefined) => {
  if (cpu !== null) return { cpu: String(cpu), memory: String(memory) }
  const kept = last?.tags?.some(tag => tag.key === sizeTag) ? undefined : last?.taskDefinition
  return { cpu: kept?.cpu ?? '256', memory: kept?.memory ?? '512' }
}
