import { describe, expect, it } from 'vitest'
import { localCaller } from '../../app/caller.ts'
import { customerOf, githubToken } from '../../app/customer.ts'
import { CloudFault } from '../../core/faults.ts'
import { awsBody, githubBody, initialized, other, place, secrets } from './calls-place.ts'

describe('connecting GitHub', () => {
  it('keeps a connection once GitHub has agreed, and never shows its token', async () => {
    const { call, data, table } = place()
    const { body } = await call('POST /api/v1/connect/github', {
      body: githubBody,
      headers: { 'accept-language': 'ko' },
    })
    expect(body.message).toBe('GitHub 연결에 성공했습니다.')
    const { connections } = await data<{ connections: object[] }>('GET /api/v1/connect/github')
    expect(connections).toEqual([
      {
        ...(body.data as object),
        ...{ owner: 'panda', repo: 'hello', branch: 'main', createdAt: '2026-11-20T10:35:05.120Z' },
      },
    ])
    expect(JSON.stringify(connections)).not.toContain(secrets.token)
    expect(JSON.stringify(await table.query('tenant#local'))).not.toContain(secrets.token)
  })

  it.each([
    ['ghp_bad', 'GITHUB_BAD_CREDENTIALS'],
    ['ghp_repo', 'GITHUB_REPOSITORY_NOT_FOUND'],
    ['ghp_branch', 'GITHUB_BRANCH_NOT_FOUND'],
    ['ghp_slow', 'GITHUB_TIMEOUT'],
  ])('says no with GitHub: %s', async (token, errorCode) => {
    const { call, table } = place()
    const { status, body } = await call('POST /api/v1/connect/github', { body: { ...githubBody, token } })
    expect([status, body.errorCode, body.error]).toEqual([400, errorCode, 'Deployment Error'])
    expect(body.message).toBe(`GitHub connection failed: ${token}`)
    expect(await table.query('tenant#local', { after: 'audit$' })).toEqual([])
  })
})

describe('the branches of a connection', () => {
  it('are GitHub’s, asked with its token', async () => {
    const { data, connect, context } = place()
    const { githubConnectionId } = await connect()
    const asked: unknown[] = []
    const { branches } = context.ports.github
    context.ports.github.branches = (ref, token) => {
      asked.push([ref, token])
      return branches(ref, token)
    }
    expect(await data(`GET /api/v1/connect/github/${githubConnectionId}/branches`)).toEqual({
      ...{ branches: ['main', 'v2'], defaultBranch: 'main', truncated: false },
    })
    expect(asked).toEqual([[{ owner: 'panda', repo: 'hello' }, secrets.token]])
  })

  it.each(['GITHUB_BAD_CREDENTIALS', 'GITHUB_REPOSITORY_NOT_FOUND', 'GITHUB_TIMEOUT'] as const)(
    'GitHub says no: %s',
    async errorCode => {
      const { call, connect, context } = place()
      const { githubConnectionId } = await connect()
      context.ports.github.branches = async () => ({ ok: false, errorCode, message: 'GitHub connection failed: no' })
      const { body } = await call(`GET /api/v1/connect/github/${githubConnectionId}/branches`)
      expect(body).toMatchObject({ status: 400, errorCode, message: 'GitHub connection failed: no' })
    },
  )

  it('there are none of an AWS connection', async () => {
    const { call, connect } = place()
    const { awsConnectionId } = await connect()
    const { body } = await call(`GET /api/v1/connect/github/${awsConnectionId}/branches`)
    expect(body).toMatchObject({ errorCode: 'CONNECTION_NOT_FOUND', message: 'GitHub connection not found' })
  })
})

describe('connecting AWS', () => {
  it('by keys: answers the account, seals what is secret; an empty session token is none', async () => {
    const { data, table, asked, context } = place()
    const body = { ...awsBody, sessionToken: '' }
    const connected = await data('POST /api/v1/connect/aws', { body })
    expect(connected.accountId).toBe('000000000000')
    expect(asked).toEqual([{ kind: 'keys', accessKeyId: 'AKIALOCAL', secretAccessKey: secrets.secretAccessKey }])
    await data('POST /api/v1/connect/aws', { body: { ...awsBody, sessionToken: secrets.sessionToken } })
    expect(asked[1]).toMatchObject({ sessionToken: secrets.sessionToken })
    const stored = JSON.stringify(await table.query('tenant#local'))
    for (const secret of Object.values(secrets)) expect(stored).not.toContain(secret)
    const { connections } = await data<{ connections: object[] }>('GET /api/v1/connect/aws')
    expect(connections).toHaveLength(2)
    expect(connections[0]).toEqual({
      ...{ awsConnectionId: connected.awsConnectionId, accountId: '000000000000', region: 'local-1' },
      createdAt: '2026-11-20T10:35:05.120Z',
    })
    // What is kept is what steps open.
    const opening = { ...context.ports, vault: unsealing }
    const customer = await customerOf(opening, { tenant: 'local', awsConnectionId: String(connected.awsConnectionId) })
    expect(customer.access).toEqual(asked[0])
  })

  it('by role, with the external id that the tenant was told, made once', async () => {
    const { data, asked, context } = place()
    const [one, two] = await Promise.all([1, 2].map(() => data('GET /api/v1/connect/aws/external-id')))
    expect(one).toEqual(two)
    expect(one).toEqual({
      externalId: expect.stringMatching(/^panda-[0-9a-f]{32}$/),
      ...{ templateUrl: null, platformAccountId: null, ingressBusArn: null },
    })
    expect(await data('GET /api/v1/connect/aws/external-id')).toEqual(one)
    const elsewhere = await data('GET /api/v1/connect/aws/external-id', { caller: other })
    expect(elsewhere.externalId).not.toBe(one?.externalId)
    const roleArn = 'arn:aws:iam::000000000000:role/Panda'
    const { awsConnectionId } = await data('POST /api/v1/connect/aws', { body: { region: 'local-1', roleArn } })
    const access = { kind: 'role', roleArn, externalId: one?.externalId }
    expect(asked).toEqual([access])
    const customer = await customerOf(context.ports, { tenant: 'local', awsConnectionId: String(awsConnectionId) })
    expect(customer.access).toEqual(access)
  })

  it.each([
    [{ ...awsBody, accessKeyId: 'AKIABAD' }, 'AWS_CREDENTIALS_INVALID'],
    [{ ...awsBody, accessKeyId: 'AKIASLOW' }, 'AWS_TIMEOUT'],
    [{ region: 'local-1', roleArn: 'arn:aws:iam::000000000000:role/open' }, 'ROLE_NOT_PROTECTED'],
  ])('says no with STS: %o', async (body, errorCode) => {
    const { call, data } = place()
    const heard = await call('POST /api/v1/connect/aws', { body })
    expect([heard.status, heard.body.errorCode]).toEqual([400, errorCode])
    expect(await data('GET /api/v1/connect/aws')).toEqual({ connections: [] })
  })
})

describe('what the onboarding template asks for', () => {
  it('is in one answer', async () => {
    const addresses = {
      ...{ api: 'https://panda', socket: 'wss://panda', onboardingTemplate: 'https://panda/onboarding.json' },
      ingressBusArn: 'arn:aws:events:eu-west-1:999999999999:event-bus/panda-ingress',
    }
    const told = await place({}, { addresses }).data('GET /api/v1/connect/aws/external-id')
    expect(told).toMatchObject({
      templateUrl: 'https://panda/onboarding.json',
      platformAccountId: '999999999999',
      ingressBusArn: addresses.ingressBusArn,
    })
  })
})

const roleNamed = (name: string) => ({ region: 'local-1', roleArn: `arn:aws:iam::000000000000:role/${name}` })

describe('permissions', () => {
  it('names what is missing and keeps the connection; tests again when asked', async () => {
    const { data, call } = place()
    const narrow = await data('POST /api/v1/connect/aws', { body: roleNamed('narrow') })
    const permissions = {
      ...{ checked: true, missing: ['ecr:PutImage', 'iam:PassRole'], unchecked: [] },
      message: `Add to the policy: ecr:PutImage, iam:PassRole. To test again: GET /api/v1/connect/aws/${narrow.awsConnectionId}/permissions`,
    }
    expect(narrow.permissions).toEqual(permissions)
    expect(await data(`GET /api/v1/connect/aws/${narrow.awsConnectionId}/permissions`)).toEqual(permissions)
    expect(await data('GET /api/v1/connect/aws')).toMatchObject({ connections: [{ accountId: '000000000000' }] })
    const theirs = await call(`GET /api/v1/connect/aws/${narrow.awsConnectionId}/permissions`, { caller: other })
    expect(theirs.body).toMatchObject({ status: 400, errorCode: 'CONNECTION_NOT_FOUND' })
  })

  it('says so when everything is allowed, and what could not be checked', async () => {
    const { data } = place()
    const good = await data('POST /api/v1/connect/aws', { body: awsBody })
    expect(good.permissions).toEqual({
      ...{ checked: true, missing: [], unchecked: [] },
      message: 'Everything that Panda needs is allowed',
    })
    expect(await data(`GET /api/v1/connect/aws/${good.awsConnectionId}/permissions`)).toEqual(good.permissions)
    const silent = await data('POST /api/v1/connect/aws', { body: roleNamed('silent') })
    expect(silent.permissions).toMatchObject({
      checked: false,
      message: expect.stringContaining('Not checked: 1 actions, because: not authorized'),
    })
  })

  it('are not tested of a role that is open by now', async () => {
    const { data, call, table } = place()
    const { awsConnectionId } = await data('POST /api/v1/connect/aws', { body: roleNamed('Panda') })
    const row = (await table.get({ pk: 'tenant#local', sk: `conn#${awsConnectionId}` }))!
    await table.put({ ...row, access: { kind: 'role', roleArn: roleNamed('open').roleArn } })
    const heard = await call(`GET /api/v1/connect/aws/${awsConnectionId}/permissions`)
    expect(heard.body).toMatchObject({ status: 400, errorCode: 'ROLE_NOT_PROTECTED' })
  })
})

describe('the bus', () => {
  it('takes the events of every connected account, once', async () => {
    const { data, bus } = place()
    for (const caller of [localCaller, localCaller, other])
      expect(await data('POST /api/v1/connect/aws', { body: awsBody, caller })).toMatchObject({ slow: false })
    expect(bus.admitted).toEqual(['000000000000'])
  })

  it('is full: the account is connected, and told that it is slow', async () => {
    const { data, bus } = place()
    bus.room = 0
    expect(await data('POST /api/v1/connect/aws', { body: awsBody })).toMatchObject({ slow: true })
    expect(await data('GET /api/v1/connect/aws')).toMatchObject({ connections: [{}] })
  })

  it('does not answer: the account is connected, and slow until its next deployment', async () => {
    const { data, bus } = place()
    bus.fault = new CloudFault('throttled', 'events:PutPermission', 'Rate exceeded')
    expect(await data('POST /api/v1/connect/aws', { body: awsBody })).toMatchObject({ slow: true })
  })

  it('forgets an account with its last connection, whoever had it', async () => {
    const { connect, data, bus } = place()
    const [one, two] = [await connect(), await connect()]
    const theirs = await connect(other)
    await data(`DELETE /api/v1/connect/${one.awsConnectionId}`)
    await data(`DELETE /api/v1/connect/${two.awsConnectionId}`)
    expect(bus.admitted).toEqual(['000000000000'])
    await data(`DELETE /api/v1/connect/${theirs.awsConnectionId}`, { caller: other })
    expect(bus.admitted).toEqual([])
    bus.fault = new CloudFault('unreachable', 'events:PutPermission', 'no answer')
    const { awsConnectionId } = await connect()
    expect(await data(`DELETE /api/v1/connect/${awsConnectionId}`)).toEqual({ id: awsConnectionId })
  })
})

describe('what is sealed', () => {
  it.each(['gh', 'aws'])('of %s opens for its own tenant and kind only', async prefix => {
    const { connect, context, table } = place()
    const ids = await connect()
    const id = prefix === 'gh' ? ids.githubConnectionId : ids.awsConnectionId
    const key = { pk: 'tenant#local', sk: `conn#${id}` }
    const row = (await table.get(key))!
    const open = (tenant: string) =>
      prefix === 'gh'
        ? githubToken(context.ports, { tenant, githubConnectionId: id })
        : customerOf(context.ports, { tenant, awsConnectionId: id })
    await open('local')
    await table.put({ ...row, pk: 'tenant#other' })
    await expect(open('other')).rejects.toMatchObject({ name: 'CloudFault', kind: 'invalid' })
  })

  it('as a token opens as no key', async () => {
    const { connect, context, table } = place()
    const { githubConnectionId, awsConnectionId } = await connect()
    const token = (await table.get({ pk: 'tenant#local', sk: `conn#${githubConnectionId}` }))!.sealedToken
    const row = (await table.get({ pk: 'tenant#local', sk: `conn#${awsConnectionId}` }))!
    await table.put({ ...row, access: { kind: 'keys', accessKeyId: 'x', sealedKeys: token } })
    await expect(customerOf(context.ports, { tenant: 'local', awsConnectionId })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })
})

describe('deleting a connection', () => {
  it('takes it away; again, unknown and another tenant’s answer alike', async () => {
    const { connect, call, data } = place()
    const mine = await connect()
    const theirs = await connect(other)
    for (const id of Object.values(mine)) expect(await data(`DELETE /api/v1/connect/${id}`)).toEqual({ id })
    expect(await data('GET /api/v1/connect/github')).toEqual({ connections: [] })
    const gone = (id: string) => call(`DELETE /api/v1/connect/${id}`)
    expect((await gone(mine.githubConnectionId)).body).toMatchObject({
      status: 400,
      message: 'GitHub connection not found',
    })
    expect((await gone(theirs.githubConnectionId)).body).toEqual((await gone('gh_unknown')).body)
    expect((await gone(theirs.awsConnectionId)).body).toMatchObject({ message: 'AWS connection not found' })
    expect((await gone('x%00%2F')).body).toMatchObject({
      errorCode: 'CONNECTION_NOT_FOUND',
      message: 'Connection not found',
    })
    expect(await data('GET /api/v1/connect/github', { caller: other })).toMatchObject({ connections: [{}] })
  })

  it('not while something unfinished uses it', async () => {
    const { call, data, deploy, deployBody, note, summarize, context, connect } = place()
    const unused = await connect()
    const body = await deployBody()
    const { deploymentId } = await data('POST /api/v1/deploy', { body })
    const id = String(deploymentId)
    for (const used of [body.githubConnectionId, body.awsConnectionId]) {
      const heard = await call(`DELETE /api/v1/connect/${used}`)
      expect(heard.body).toMatchObject({ status: 409, errorCode: 'CONNECTION_IN_USE', deploymentId: id })
    }
    await deploy({}, other)
    await data(`DELETE /api/v1/connect/${unused.githubConnectionId}`)
    expect(await githubToken({ ...context.ports, vault: unsealing }, { tenant: 'local', ...body })).toBe(secrets.token)
    // The summary may lag: the log says whether it has ended.
    await note(id, initialized, { code: 'CANCELLED', details: { finalService: null } })
    await data(`DELETE /api/v1/connect/${body.githubConnectionId}`)
    await summarize(id)
    await data(`DELETE /api/v1/connect/${body.awsConnectionId}`)
  })
})

const unsealing = {
  seal: async () => '',
  open: async (context: Record<string, string>, sealed: string) => {
    expect(sealed).toContain(JSON.stringify(context))
    return Buffer.from(sealed.split(' ')[2]!, 'base64').toString()
  },
}
