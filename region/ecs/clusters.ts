import type {
  CreateClusterCommandInput,
  DeleteClusterCommandInput,
  DescribeClustersCommandInput,
} from '@aws-sdk/client-ecs'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands } from '../kernel.ts'
import { type ClusterRecord, ecsArn, type Running, shortName, tagList, tagsOf } from './records.ts'

export const clusterCommands = (state: Running): Commands => ({
  // The same name again answers what is there.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
  async CreateCluster(input: CreateClusterCommandInput, caller: Caller) {
    const name = input.clusterName ?? 'default'
    const there = state.clusters.get(caller, name)
    const cluster = there ?? { arn: ecsArn(caller, `cluster/${name}`), name, tags: tagsOf(input.tags) }
    if (!there) state.clusters.put(caller, name, cluster)
    return { cluster: shown(cluster) }
  },

  async DescribeClusters(input: DescribeClustersCommandInput, caller: Caller) {
    const wanted = (input.clusters ?? ['default']).map(shortName)
    const found = wanted.map(name => state.clusters.get(caller, name))
    return {
      clusters: found.flatMap(one => (one ? [shown(one)] : [])),
      failures: wanted
        .filter((_, i) => !found[i])
        .map(name => ({ arn: ecsArn(caller, `cluster/${name}`), reason: 'MISSING' })),
    }
  },

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
  async DeleteCluster(input: DeleteClusterCommandInput, caller: Caller) {
    const cluster = existingCluster(state, caller, input.cluster)
    const services = state.services.of(caller, `${cluster.name}/`)
    if (services.some(one => one.status === 'ACTIVE'))
      throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.')
    if (services.some(one => one.status === 'DRAINING'))
      throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.')
    state.clusters.remove(caller, cluster.name)
    return { cluster: { ...shown(cluster), status: 'INACTIVE' } }
  },
})

export const existingCluster = (state: Running, caller: Caller, nameOrArn = 'default') => {
  const cluster = state.clusters.get(caller, shortName(nameOrArn))
  if (!cluster) throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
  return cluster
}

const shown = (cluster: ClusterRecord) => ({
  clusterArn: cluster.arn,
  clusterName: cluster.name,
  status: 'ACTIVE',
  tags: tagList(cluster.tags),
})
