import { describe, expect, it } from 'vitest'
import { infraOf, resolve } from '../../core/environment.ts'
import { environmentBody } from '../../core/environment-schemas.ts'
import { certificateFault } from '../../core/infra.ts'
import { readPandaFile } from '../../core/panda-file.ts'

const faultsOf = (body: object) => {
  const result = environmentBody.safeParse(body)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

describe('how long a program’s lines are kept', () => {
  it.each([1, 30, 90, 400, 3653])('may be %j days, as CloudWatch has it', logRetentionDays => {
    expect(faultsOf({ logRetentionDays })).toEqual([])
  })

  it.each([0, 2, 100, 4000, 'never', null])('may not be %j, and what may be is named', logRetentionDays => {
    expect(faultsOf({ logRetentionDays })).toEqual([
      expect.stringMatching(/^logRetentionDays must be one of 1, 3, 5, .* 3653$/),
    ])
  })

  it('is 90 days where nobody says anything', () => {
    expect(infraOf(resolve('prod'))).toEqual({ logRetentionDays: 90 })
    expect(infraOf(resolve('prod', {}, { logRetentionDays: 30 }))).toEqual({ logRetentionDays: 30 })
  })

  it('is not for a file of the repository to say', () => {
    const read = readPandaFile('environments:\n  prod:\n    logRetentionDays: 1\n')
    expect(read).toMatchObject({
      ok: false,
      faults: [
        { line: 3, field: 'environments.prod.logRetentionDays', message: expect.stringMatching(/set by an admin$/) },
      ],
    })
  })
})

describe('the network of a service', () => {
  const [vpcId, a, b] = ['vpc-0a1b2c3d', 'subnet-0a1b2c3d', 'subnet-0123456789abcdef0']
  it('is a VPC with subnets, and private ones for the tasks where there are', () => {
    expect(faultsOf({ network: { vpcId, subnets: [a, b] } })).toEqual([])
    const network = { vpcId, subnets: [a, b], privateSubnets: ['subnet-1a1b2c3d', 'subnet-2a1b2c3d'] }
    expect(faultsOf({ network })).toEqual([])
    expect(infraOf(resolve('prod', {}, { network })).network).toEqual(network)
    expect(resolve('prod').network).toBeNull()
    expect(infraOf(resolve('prod'))).not.toHaveProperty('network')
  })

  it.each([
    [{ subnets: [a, b] }, 'network.vpcId must be an id'],
    [{ vpcId: 'shop', subnets: [a, b] }, 'network.vpcId must be an id as vpc-0a1b2c3d4e5f67890'],
    [{ vpcId }, 'network.subnets must be a list of subnets'],
    [{ vpcId, subnets: [a] }, 'network.subnets must name two at least, in different zones'],
    [{ vpcId, subnets: [a, a] }, 'network.subnets must name each once'],
    [{ vpcId, subnets: [a, 'subnet-1'] }, 'network.subnets.1 must be an id as subnet-0a1b2c3d4e5f67890'],
    [
      { vpcId, subnets: [a, b], privateSubnets: [a] },
      'network.privateSubnets must name two at least, in different zones',
    ],
  ])('%j is none, and what is wrong is named', (network, fault) => {
    expect(faultsOf({ network })).toEqual([fault])
  })

  it('is not for a file of the repository to say', () => {
    const read = readPandaFile('environments:\n  prod:\n    network: {vpcId: vpc-0a1b2c3d}\n')
    expect(read).toMatchObject({ ok: false, faults: [{ line: 3, field: 'environments.prod.network' }] })
  })
})

describe('the certificate of a service', () => {
  const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'
  it('is one of ACM, by its ARN', () => {
    expect(faultsOf({ certificateArn: arn })).toEqual([])
    expect(infraOf(resolve('prod', {}, { certificateArn: arn })).certificateArn).toBe(arn)
    expect(resolve('prod').certificateArn).toBeNull()
    expect(infraOf(resolve('prod'))).not.toHaveProperty('certificateArn')
  })

  it.each([
    ['shop.example'],
    ['arn:aws:iam::111122223333:server-certificate/shop'],
    ['arn:aws:acm:eu-west-1:1:certificate/1'],
    [`${arn}/x`],
    [`${arn}\n`],
  ])('is not %j', certificateArn => {
    expect(faultsOf({ certificateArn })).toEqual([expect.stringMatching(/^certificateArn must be the ARN of a .*ACM/)])
  })

  it('is of the account and region that the service goes to', () => {
    const there = { accountId: '111122223333', region: 'eu-west-1' }
    expect(certificateFault(arn, there)).toBeUndefined()
    expect(certificateFault(arn, { ...there, accountId: '999999999999' })).toContain('must be of account 999999999999')
    expect(certificateFault(arn, { ...there, region: 'us-east-1' })).toContain('must be of region us-east-1')
  })
})
