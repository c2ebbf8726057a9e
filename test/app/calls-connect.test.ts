import { describe, expect, it } from 'vitest'
import { customerOf, githubToken } from '../../app/customer.ts'
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
    expect(await table.query('tenant#local')).toEqual([])
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
    expect(one).toEqual({ externalId: expect.stringMatching(/^panda-[0-9a-f]{32}$/), templateUrl: null })
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
