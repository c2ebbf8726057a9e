import { describe, expect, it } from 'vitest'
import type { DeploymentState, Release, ServiceView } from '../../../client/types.ts'
import { type Seen, stepsOf } from '../../../console/home/steps.ts'
import { anchorOf, isFar, releasesOf, underWay } from '../../../console/services/service.ts'

const deployment = (deploymentId: string, status: DeploymentState['status'], more: Partial<DeploymentState> = {}) =>
  ({
    ...{ deploymentId, status, owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' },
    ...{ awsRegion: 'local-1', stage: 1, ...more },
  }) as DeploymentState
const release = (deploymentId: string) => ({ deploymentId }) as Release
const service = (more: Partial<ServiceView> = {}) =>
  ({
    ...{ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default', region: 'local-1', accountId: '0' },
    ...{ current: release('dep_2'), releases: [release('dep_2'), release('dep_1')], ...more },
  }) as ServiceView

describe('the first steps', () => {
  const nothing: Seen = { connections: { github: [], aws: [] }, deployments: [], services: [] }
  const connections = { github: [{}], aws: [] } as unknown as Seen['connections']
  const summary = (seen: Partial<Seen>) =>
    stepsOf({ ...nothing, ...seen }).map(
      ({ name, done, next }) => `${name}${done ? ' done' : ''}${next ? ' next' : ''}`,
    )

  it('tick themselves off, and say which is next', () => {
    expect(summary({})).toEqual(['github next', 'aws', 'deploy', 'watch'])
    expect(summary({ connections })).toEqual(['github done', 'aws next', 'deploy', 'watch'])
    const both = { github: connections.github, aws: connections.github } as unknown as Seen['connections']
    expect(summary({ connections: both })).toEqual(['github done', 'aws done', 'deploy next', 'watch'])
    const deployments = [deployment('dep_1', 'RUNNING')]
    expect(summary({ connections: both, deployments })).toEqual([
      'github done',
      'aws done',
      'deploy done',
      'watch next',
    ])
  })

  it('lead to the deployment that is under way', () => {
    expect(stepsOf({ ...nothing, deployments: [deployment('dep_7', 'FAILED')] }).at(-1)?.to).toBe('/deployments/dep_7')
  })

  it('are over once something serves, also when connections are deleted later', () => {
    expect(summary({ services: [service()] }).filter(step => !step.endsWith('done'))).toEqual([])
  })
})

describe('a service', () => {
  it('has the newest unfinished deployment of its own, and no other', () => {
    const others = [
      deployment('dep_6', 'RUNNING', { branch: 'v2' }),
      deployment('dep_5', 'RUNNING', { environment: 'staging' }),
      deployment('dep_4', 'RUNNING', { awsRegion: 'local-2' }),
      deployment('dep_3', 'COMPLETED'),
    ]
    expect(underWay(others, service())).toBeUndefined()
    const own = deployment('dep_2', 'QUEUED')
    expect(underWay([...others, own, deployment('dep_1', 'RUNNING')], service())).toBe(own)
  })

  it('is displaced only before it is ready', () => {
    expect(isFar(deployment('dep_1', 'RUNNING', { stage: 4 }))).toBe(false)
    expect(isFar(deployment('dep_1', 'DEPLOYMENT_READY', { stage: 4 }))).toBe(true)
    expect(isFar(deployment('dep_1', 'RUNNING', { stage: 5 }))).toBe(true)
  })

  it('lists each release once, with the one that serves', () => {
    expect(releasesOf(service()).map(({ serves }) => serves)).toEqual([true, false])
    expect(releasesOf(service({ current: release('dep_9') })).map(one => one.release.deploymentId)).toEqual([
      ...['dep_9', 'dep_2', 'dep_1'],
    ])
    expect(releasesOf(service({ current: null })).every(({ serves }) => !serves)).toBe(true)
  })

  it('is asked to go back by any of its own', () => {
    expect(anchorOf(service())).toBe('dep_2')
    expect(anchorOf(service({ current: null }))).toBe('dep_2')
    expect(anchorOf(service({ current: null, releases: [] }))).toBeUndefined()
  })
})
