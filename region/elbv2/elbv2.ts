// Elastic Load Balancing: application load balancers in the control plane; the sockets are behind kernel.world.wires.
import type {
  AddTagsCommandInput,
  DescribeTagsCommandInput,
  RemoveTagsCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Caller, Commands, Service } from '../kernel.ts'
import type { Rows } from '../rows.ts'
import { balancerCommands } from './balancers.ts'
import { groupCommands } from './groups.ts'
import { listenerCommands, reopen } from './listeners.ts'
import { type Balancing, balancing, tagsOf } from './records.ts'
import { targetPlane } from './targets.ts'

export const elbv2: Service = kernel => {
  const state = balancing(kernel)
  const plane = targetPlane(kernel, state)
  return {
    commands: {
      ...balancerCommands(kernel, state),
      ...groupCommands(kernel, state, plane.plug),
      ...listenerCommands(kernel, state),
      ...plane.commands,
      ...tagCommands(state),
    },
    resume() {
      for (const group of state.groups.all()) plane.plug(group)
      for (const listener of state.listeners.all())
        kernel.background(`opening ${listener.arn} again`, () => reopen(kernel, state, listener))
    },
  }
}

const tagCommands = (state: Balancing): Commands => {
  const change = (
    caller: Caller,
    arns: string[] = [],
    to: (tags: Record<string, string>) => Record<string, string>,
  ) => {
    for (const arn of arns) {
      retag(state.balancers, caller, arn, to)
      retag(state.groups, caller, arn, to)
      retag(state.listeners, caller, arn, to)
    }
    return {}
  }
  return {
    async AddTags(input: AddTagsCommandInput, caller: Caller) {
      return change(caller, input.ResourceArns, tags => ({ ...tags, ...tagsOf(input.Tags) }))
    },
    async RemoveTags(input: RemoveTagsCommandInput, caller: Caller) {
      const gone = new Set(input.TagKeys)
      return change(caller, input.ResourceArns, tags =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
      )
    },
    async DescribeTags(input: DescribeTagsCommandInput, caller: Caller) {
      const tags = (arn: string) =>
        state.balancers.get(caller, arn)?.tags ??
        state.groups.get(caller, arn)?.tags ??
        state.listeners.get(caller, arn)?.tags
      return {
        TagDescriptions: (input.ResourceArns ?? []).map(arn => ({
          ResourceArn: arn,
          Tags: Object.entries(tags(arn) ?? {}).map(([Key, Value]) => ({ Key, Value })),
        })),
      }
    },
  }
}

const retag = <T extends { tags: Record<string, string> }>(
  kind: Rows<T>,
  caller: Caller,
  arn: string,
  to: (tags: Record<string, string>) => Record<string, string>,
) => {
  const thing = kind.get(caller, arn)
  if (thing) kind.put(caller, arn, { ...thing, tags: to(thing.tags) })
}
