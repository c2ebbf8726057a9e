// Which deployment somebody means who names a repository.
import { expect, test } from 'vitest'
import { deploymentMeant } from '../../cli/which.ts'
import { sayer } from '../../cli/words.ts'
import type { Panda } from '../../client/api.ts'
import type { LiveDeployment } from '../../client/types.ts'

const one = (deploymentId: string, repo = 'hello') =>
  ({ deploymentId, owner: 'panda', repo, branch: 'main', environment: 'prod', status: 'RUNNING' }) as LiveDeployment
const from = (waiting: LiveDeployment[], all = waiting) => ({
  say: sayer('en'),
  client: {
    approvals: async () => waiting,
    deployments: async () => ({ deployments: all, cursor: null }),
  } as unknown as Panda, // No more of it is asked.
})

test('of several that run, a reviewer means the one that waits for reviewers', async () => {
  const place = from([one('dep_b'), one('dep_c', 'other')], [one('dep_a'), one('dep_b')])
  expect(await deploymentMeant('Panda/hello', 'reviewed', place)).toBe('dep_b')
  await expect(deploymentMeant('panda/hello', 'unfinished', place)).rejects.toThrow('Several')
})

test('where none waits, or more than one, it is said', async () => {
  await expect(deploymentMeant('panda/hello', 'reviewed', from([]))).rejects.toThrow('waits for approval')
  await expect(deploymentMeant('panda/hello', 'reviewed', from([one('dep_a'), one('dep_b')]))).rejects.toThrow(
    'Several',
  )
})
