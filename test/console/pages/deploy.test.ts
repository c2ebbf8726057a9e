import { describe, expect, it } from 'vitest'
import type { AwsConnection, GithubConnection } from '../../../client/types.ts'
import { draftOf, repositoryName } from '../../../console/deploy/draft.ts'
import { type Draft, keys, requestOf } from '../../../console/deploy/request.ts'
import { deployBody } from '../../../core/schemas.ts'

const repository = { owner: 'panda', repo: 'hello' }
const draft: Draft = {
  ...{ githubConnectionId: 'gh_1', awsConnectionId: 'aws_1', branch: ' main ', environment: '', healthPath: ' ' },
  ...{ autoSwitch: false, concurrency: 'supersede', port: '' },
}

describe('what is sent', () => {
  it('leaves to Panda what was left empty', () => {
    const request = requestOf(draft, repository)
    expect(Object.keys(request)).not.toEqual(expect.arrayContaining(['environment', 'healthPath', 'port']))
    // What the environment has for them holds then.
    expect(deployBody.parse(request)).toEqual({ ...request, environment: 'default' })
  })

  it('says all that was filled in', () => {
    const full: Draft = { ...draft, environment: 'staging', healthPath: '/up', port: '3000', concurrency: 'queue' }
    expect(deployBody.parse(requestOf({ ...full, autoSwitch: true }, repository))).toMatchObject({
      ...{ environment: 'staging', healthPath: '/up', port: 3000, concurrency: 'queue', autoSwitch: true },
    })
  })

  it('lets Panda refuse a port that is no number, by its field', () => {
    const { error } = deployBody.safeParse(JSON.parse(JSON.stringify(requestOf({ ...draft, port: '80a' }, repository))))
    expect(error?.issues.map(({ path }) => path.join())).toEqual(['port'])
  })

  it('has the same key as long as it is the same, so that pressing twice starts one', () => {
    let made = 0
    const keyOf = keys(() => `key-${++made}`)
    const request = requestOf(draft, repository)
    expect([keyOf(request), keyOf({ ...request }), keyOf({ ...request, branch: 'v2' }), keyOf(request)]).toEqual([
      ...['key-1', 'key-1', 'key-2', 'key-3'],
    ])
  })
})

describe('the form begins', () => {
  const github = (githubConnectionId: string, repo: string, createdAt: string, branch = 'main'): GithubConnection => ({
    ...{ githubConnectionId, owner: 'panda', repo, branch, createdAt },
  })
  const all = [
    github('gh_old', 'hello', '2026-01-01T00:00:00.000Z'),
    github('gh_new', 'hello', '2026-03-01T00:00:00.000Z', 'trunk'),
    github('gh_other', 'slow', '2026-02-01T00:00:00.000Z'),
  ]
  const aws: AwsConnection[] = [
    { awsConnectionId: 'aws_1', accountId: '1', region: 'local-1', createdAt: '2026-01-01T00:00:00.000Z' },
    { awsConnectionId: 'aws_2', accountId: '2', region: 'local-1', createdAt: '2026-02-01T00:00:00.000Z' },
  ]
  const begun = (query: string) => draftOf({ github: all, aws }, new URLSearchParams(query))

  it('with the newest connections', () => {
    expect(begun('')).toMatchObject({ githubConnectionId: 'gh_new', branch: 'trunk', awsConnectionId: 'aws_2' })
  })

  it('with what the address asks for', () => {
    expect(begun('repo=Panda/Slow&branch=v2&environment=staging')).toMatchObject({
      ...{ githubConnectionId: 'gh_other', branch: 'v2', environment: 'staging' },
    })
    expect(begun('github=gh_old&environment=default')).toMatchObject({ githubConnectionId: 'gh_old', environment: '' })
  })

  it('with no branch of a repository that is not connected', () => {
    expect(begun('repo=panda/gone&branch=v9')).toMatchObject({ githubConnectionId: 'gh_new', branch: 'trunk' })
  })

  it('telling apart connections of the same repository', () => {
    const named = all.map(one => repositoryName(one, all, at => at.slice(0, 10)))
    expect(named).toEqual(['panda/hello (main, 2026-01-01)', 'panda/hello (trunk, 2026-03-01)', 'panda/slow'])
  })
})
