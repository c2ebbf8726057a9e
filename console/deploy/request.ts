// What is filled in, as the API takes it, and a key that makes pressing twice one deployment.
import type { DeployRequest, GithubConnection } from '../../client/types.ts'
import type { Concurrency } from '../../core/vocabulary.ts'

export type Draft = {
  githubConnectionId: string
  awsConnectionId: string
  branch: string
  environment: string
  autoSwitch: boolean
  concurrency: Concurrency
  healthPath: string
  port: string
}

/** What is left empty, or as it stands at first, is as the environment has it. */
export const requestOf = (draft: Draft, { owner, repo }: Pick<GithubConnection, 'owner' | 'repo'>): DeployRequest => {
  const { githubConnectionId, awsConnectionId, autoSwitch, concurrency } = draft
  const [branch, environment, healthPath, port] = [draft.branch, draft.environment, draft.healthPath, draft.port].map(
    text => text.trim(),
  )
  return {
    ...{ githubConnectionId, awsConnectionId, owner, repo, branch: branch! },
    ...(autoSwitch && { autoSwitch }),
    ...(concurrency !== 'supersede' && { concurrency }),
    ...(environment && { environment }),
    ...(healthPath && { healthPath }),
    // What is no number is sent as one that Panda refuses: JSON would make of NaN that none is wished for.
    ...(port && { port: Number(port) || 0 }),
  }
}

/** The same request keeps its key, also when nobody answered; another one gets another. */
export const keys = (make: () => string) => {
  let last: { body: string; key: string } | undefined
  return (request: DeployRequest): string => {
    const body = JSON.stringify(request)
    if (last?.body !== body) last = { body, key: make() }
    return last.key
  }
}
