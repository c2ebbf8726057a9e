// Which unfinished deployments care about a resource of a customer: where an event about it leads.
//
//   pk  watch#{resource}     sk  watch
//   deployments              a set of ids; absent when there are none
import type { Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export const add = async ({ table }: Store, resource: string, deploymentId: string): Promise<void> => {
  await table.change(keyOf(resource), { add: { deployments: deploymentId } })
}

export const remove = async ({ table }: Store, resource: string, deploymentId: string): Promise<void> => {
  await table.change(keyOf(resource), { remove: { deployments: deploymentId } })
}

export const list = async ({ table }: Store, resource: string): Promise<string[]> => {
  const deployments = (await table.get(keyOf(resource)))?.deployments
  return deployments instanceof Set ? [...deployments].map(String).sort() : []
}

const keyOf = (resource: string): Key => ({ pk: `watch#${resource}`, sk: 'watch' })
