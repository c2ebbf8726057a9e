// Chapter 3: what is left: lists, tickets, tokens, refusals; and taking leave.
import { createHmac } from 'node:crypto'
import { reviewing } from './reviewing.ts'
import type { Chapter, Story } from './story.ts'
import { warning } from './warning.ts'

export const others: Chapter = async story => {
  await lists(story)
  await deployRefusals(story)
  await environments(story)
  await reviewing(story)
  await warning(story)
  await hooks(story)
  await tickets(story)
  await notifications(story)
  await tokens(story)
  await roles(story)
  await audit(story)
}

const lists = async ({ told, ask }: Story) => {
  const page = await told('listDeployments', 'firstPage', { summary: 'A page, newest first', query: 'limit=2' })
  const query = `limit=1&cursor=${page.cursor}`
  await told('listDeployments', 'nextPage', { summary: 'The page after it', query })
  await told('listDeployments', 'filtered', { summary: 'What failed', query: 'repo=hello&status=FAILED&limit=1' })
  const wrong = 'status=DONE&limit=1000'
  await ask('listDeployments', 'wrongFilter', { summary: 'Filters that there are not', query: wrong })
  await told('readMetrics', 'month', { summary: 'Of 30 days, everything' })
  const text = { query: 'owner=panda&repo=hello&days=7', headers: { accept: 'text/plain' } }
  await ask('readMetrics', 'prometheus', { summary: 'For Prometheus, of one repository and a week', ...text })
  await ask('readMetrics', 'wrongDays', { summary: 'More than is kept', query: 'days=365' })
  await told('listServices', 'all', { summary: 'Everything that serves' })
  const params = { owner: 'panda', repo: 'nowhere' }
  await ask('readService', 'unknown', { summary: 'Nothing of that name serves', params })
}

const deployRefusals = async ({ ask, things, place }: Story) => {
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const good = { ...connections, owner: 'panda', repo: 'hello', branch: 'main' }
  const refused = (name: string, summary: string, body: object, settings = {}) =>
    ask('deploy', name, { summary, body: { ...good, ...body }, settings })
  await refused('unknownGithub', 'No such GitHub connection', { githubConnectionId: 'gh_0123456789abcdef01234567' })
  await refused('unknownAws', 'No such AWS connection', { awsConnectionId: 'aws_0123456789abcdef01234567' })
  await refused('otherRepository', 'The connection is of another repository', { repo: 'slow-start' })
  const faults = { branch: 'main; rm -rf /', port: 0, healthPath: 'health', speed: 'high' }
  await refused('everyFault', 'Every fault at once, each with its field', { ...faults, owner: undefined })
  const none = { PANDA_RUNNING: 0, PANDA_WAITING: 0 }
  await refused('queueFull', 'Ten run and fifty wait', {}, none)
  const params = { id: things.dep }
  await ask('rollback', 'queueFull', { summary: 'Ten run and fifty wait', params, body: {}, settings: none })
  await place.seconds(1)
}

const environments = async (story: Story) => {
  const { told, ask, things, place } = story
  const params = { owner: 'panda', repo: 'hello', environment: 'prod' }
  await told('readEnvironment', 'usual', { summary: 'Nothing is set: it is as usual', params })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const secrets = { DB_PASSWORD: '/panda/panda/hello/prod/DB_PASSWORD' }
  const runsWith = { cpu: 512, memory: 1024, count: 3, variables: { LOG_LEVEL: 'info' }, secrets }
  const body = { ...connections, branches: ['main', 'hotfix/*'], healthPath: '/up', ...runsWith, version: 0 }
  await told('writeEnvironment', 'prod', {
    summary: 'What goes to prod, and how it says that it is well',
    params,
    body,
  })
  await ask('writeEnvironment', 'changed', { summary: 'Somebody has written since that version', params, body })
  const other = { ...params, repo: 'nowhere' }
  await ask('writeEnvironment', 'unconnected', { summary: 'The repository is not connected', params: other, body })
  await place.call('POST /api/v1/connect/github', {
    owner: 'panda',
    repo: 'worker',
    branch: 'main',
    token: 'ghp_local',
  })
  const worker = { ...params, repo: 'worker' }
  await ask('writeEnvironment', 'otherRepository', { summary: 'The connection is of another', params: worker, body })
  await told('listEnvironments', 'all', { summary: 'All that are set', query: 'repo=hello' })
  const elsewhere = { ...connections, owner: 'panda', repo: 'hello', branch: 'feature/x', environment: 'prod' }
  const frozen = { ...params, environment: 'frozen' }
  const freezes = [{ from: '2026-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z', reason: 'Stocktaking' }]
  await told('writeEnvironment', 'frozen', { summary: 'A freeze', params: frozen, body: { ...connections, freezes } })
  const closed = { ...connections, owner: 'panda', repo: 'hello', branch: 'main', environment: 'frozen' }
  await ask('deploy', 'outsideWindow', { summary: 'The environment is frozen', body: closed })
  const promoted = { summary: 'The environment is frozen', params: { id: things.dep }, body: { environment: 'frozen' } }
  await ask('promote', 'outsideWindow', promoted)
  await unreadable(story, closed)
  await ask('deploy', 'otherBranch', { summary: 'A branch that does not go there', body: elsewhere })
}

/** It may ask for more protection: what cannot be read is not taken for nothing. */
const unreadable = async ({ ask, github, things }: Story, closed: object) => {
  const body = { ...closed, environment: 'stage' }
  const promoted = { params: { id: things.dep }, body: { environment: 'stage' } }
  for (const [name, weather, why] of [
    ['githubSilent', 'silent', 'GitHub does not answer: whether there is a panda.yml is not known'],
    ['githubRefuses', 'refuses', 'GitHub does not take the token of the connection any more'],
  ] as const) {
    github.weather = weather
    await ask('deploy', name, { summary: why, body })
    await ask('promote', name, { summary: why, ...promoted })
  }
  github.weather = 'fair'
}

const hooks = async ({ told, ask, things, place }: Story) => {
  const body = { owner: 'panda', repo: 'hello' }
  const { id, secret } = await told('createHook', 'hello', { summary: 'To be entered at GitHub', body })
  await ask('createHook', 'unconnected', {
    summary: 'Of a repository that is not connected',
    body: { ...body, repo: 'other' },
  })
  await told('listHooks', 'one', { summary: 'One webhook' })
  const connections = { githubConnectionId: things.gh, awsConnectionId: things.aws }
  const dev = { owner: 'panda', repo: 'hello', environment: 'dev' }
  await told('writeEnvironment', 'dev', {
    summary: 'What a push starts',
    params: dev,
    body: { ...connections, branches: ['v2'] },
  })
  const params = { id: String(id) }
  const push = {
    ...{ ref: 'refs/heads/v2', after: '5f1d7a84db00d2fce00b31a7fc73224f11e76afb', deleted: false },
    ...{
      head_commit: { message: 'Say hello' },
      repository: { full_name: 'panda/hello' },
      sender: { login: 'octocat' },
    },
  }
  const delivery = (event: string, said: object, key = String(secret)) => {
    const signature = createHmac('sha256', key).update(JSON.stringify(said)).digest('hex')
    const headers = { 'x-github-event': event, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' }
    return { params, body: said, headers: { ...headers, 'x-hub-signature-256': `sha256=${signature}` } }
  }
  const { started } = await told('hearHook', 'push', {
    summary: 'A push to a branch that dev takes',
    ...delivery('push', push),
  })
  await told('hearHook', 'again', { summary: 'The same delivery once more', ...delivery('push', push) })
  await told('hearHook', 'ping', {
    summary: 'GitHub says that it can',
    ...delivery('ping', { zen: 'Keep it logically awesome.' }),
  })
  await ask('hearHook', 'badSignature', {
    summary: 'Signed with another secret, or no such hook',
    ...delivery('push', push, 'x'),
  })
  await ask('hearHook', 'tooLong', { summary: 'More than 4 MB', ...delivery('push', push), raw: 'x'.repeat(4_194_305) })
  await told('removeHook', 'removed', {
    summary: 'Heard no more; a second time it is the same',
    params: { id: String(id) },
  })
  for (const { deploymentId } of started as { deploymentId: string }[]) await place.end(deploymentId)
}

const tickets = async ({ told, ask, things }: Story) => {
  await told('socketTicket', 'socket', { summary: 'For a WebSocket', body: {} })
  const body = { deploymentId: things.dep }
  await told('socketTicket', 'eventSource', { summary: 'Also an address for EventSource', body })
  const unknown = { deploymentId: 'dep_0123456789abcdef01234567' }
  await ask('socketTicket', 'unknown', { summary: 'No such deployment', body: unknown })
  const params = { id: things.dep }
  const query = `ticket=${'0'.repeat(64)}`
  await ask('readEvents', 'oldTicket', { summary: 'A ticket that is over, or was never one', params, query })
}

const notifications = async ({ told, ask, things, place }: Story) => {
  const address = 'http://127.0.0.1:9/services/T000/B000/XXXX'
  const slack = { kind: 'slack', address, channel: '#releases', owner: 'panda', repo: 'hello', environment: 'prod' }
  const { id } = await told('createNotification', 'slack', { summary: 'A Slack channel, of one service', body: slack })
  const webhook = { kind: 'webhook', address, events: ['failed', 'alarm'], template: { failed: '{service}: {reason}' } }
  const { id: other } = await told('createNotification', 'webhook', {
    summary: 'A program, of what fails',
    body: webhook,
  })
  await told('createNotification', 'email', {
    summary: 'A mailbox',
    body: { kind: 'email', address: 'ops@example.com' },
  })
  const wrong = { kind: 'slack', address: 'hooks.slack.com', events: ['done'], template: { failed: '{nobody}' } }
  await ask('createNotification', 'everyFault', { summary: 'Every fault at once, each with its field', body: wrong })
  const inside = { kind: 'webhook', address: 'https://169.254.169.254/latest' }
  await ask('createNotification', 'inside', { summary: 'An address that Panda does not call', body: inside })
  await told('listNotifications', 'all', { summary: 'Without addresses and secrets' })
  const { status } = await ask('testNotification', 'tested', { summary: 'What came back', params: { id: String(id) } })
  if (status !== 200) throw new Error(`testNotification: ${status}`)
  const unknown = { id: 'nt_0123456789abcdef01234567' }
  await ask('testNotification', 'unknown', { summary: 'No such notification', params: unknown })
  const body = {
    githubConnectionId: things.gh,
    awsConnectionId: things.aws,
    owner: 'panda',
    repo: 'hello',
    branch: 'v2',
  }
  const { data } = await place.call('POST /api/v1/deploy', body)
  await place.call(`POST /api/v1/deploy/${data.deploymentId}/cancel`)
  await place.seconds(30)
  await told('listDeliveries', 'newest', { summary: 'The newest', query: 'limit=1' })
  await told('removeNotification', 'removed', { summary: 'They are told nothing more', params: { id: String(other) } })
}

const tokens = async ({ told, ask, things }: Story) => {
  const body = { name: 'ci', role: 'deployer', expiresInDays: 30 }
  const made = await told('createToken', 'deployer', { summary: 'For a pipeline, for 30 days', body })
  things.tok = String(made.id)
  const wrong = { name: ' ', role: 'root', expiresInDays: 1000 }
  await ask('createToken', 'everyFault', { summary: 'Every fault at once, each with its field', body: wrong })
  await told('listTokens', 'one', { summary: 'One token' })
  await told('revokeToken', 'revoked', {
    summary: 'Revoked; a second time it is the same',
    params: { id: made.id as string },
  })
}

const roles = async ({ told, ask, things }: Story) => {
  const place = { owner: 'panda', repo: 'hello', environment: 'prod' }
  const body = { subject: 'kim', ...place, role: 'deployer' }
  const { id } = await told('createGrant', 'deployer', { summary: 'Kim may deploy panda/hello to prod', body })
  things.gr = String(id)
  const everywhere = { subject: 'lee', owner: 'panda', repo: '*', environment: 'prod', role: 'approver' }
  await told('createGrant', 'approver', { summary: 'Lee may approve what goes to any prod of panda', body: everywhere })
  const wrong = { ...body, environment: 'Prod', role: 'root' }
  await ask('createGrant', 'everyFault', { summary: 'Every fault at once, each with its field', body: wrong })
  await told('listGrants', 'all', { summary: 'Two grants' })
  await told('removeGrant', 'removed', {
    summary: 'Taken away; a second time it is the same',
    params: { id: things.gr },
  })
  const scopes = [{ ...place, role: 'deployer' }]
  const scoped = { name: 'deploy-prod', scopes, expiresInDays: 30 }
  await told('createToken', 'scoped', { summary: 'For one service and environment only', body: scoped })
}

const audit = async ({ told, ask }: Story) => {
  await told('readAudit', 'refused', { summary: 'The newest two', query: 'limit=2' })
  await told('readAudit', 'one', { summary: 'Who has made tokens', query: 'operation=createToken&limit=1' })
  for (const [name, accept] of [
    ['csv', 'text/csv'],
    ['lines', 'application/x-ndjson'],
  ] as const)
    await ask('readAudit', name, { summary: `As ${accept}`, query: 'limit=2', headers: { accept } })
  const wrong = 'from=yesterday&limit=5000&who=kim'
  await ask('readAudit', 'everyFault', { summary: 'Every fault at once, each with its field', query: wrong })
}

/** The last chapter: without the connections there is little left to ask. */
export const leaving: Chapter = async ({ told, ask, things, place }: Story) => {
  for (const { deploymentId } of await unfinished(place)) await place.end(deploymentId)
  for (const id of [things.byRole, things.aws])
    await told('disconnect', id === things.aws ? 'aws' : 'role', { summary: 'Deleted', params: { id } })
  const params = { id: things.dep }
  const wish = { params, body: { environment: 'elsewhere' } }
  await ask('promote', 'connectionGone', { summary: 'The AWS connection was deleted since', ...wish })
  await ask('rollback', 'connectionGone', { summary: 'The AWS connection was deleted since', params, body: {} })
}

const unfinished = async (place: Story['place']) => {
  const { data } = await place.call('GET /api/v1/deploy')
  const all = data.deployments as { deploymentId: string; completedAt: string | null }[]
  return all.filter(one => one.completedAt === null)
}
