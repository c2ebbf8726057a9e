// What goes over the wire and comes back, by protocol: the pretend region has none.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CloudFault } from '../../../core/faults.ts'
import * as makers from '../makers.ts'
import type { Reply } from './loopback.ts'
import { operations } from './operations.ts'
import { overWire } from './over-wire.ts'
import { said } from './said.ts'
import { ec2No, jsonNo, page, restNo, xmlNo } from './shapes.ts'

let place: Awaited<ReturnType<typeof overWire>>
beforeAll(async () => {
  place = await overWire()
})
afterAll(() => place.close())

const outcome = async (answer: Promise<unknown>) => {
  try {
    return await answer
  } catch (fault) {
    if (fault instanceof CloudFault) return fault.kind
    throw fault
  }
}

describe('an answer is read', () => {
  test.each(said)('by $client: $answers', async ({ says, ask, answers }) => {
    place.will(says)
    const answered = await outcome(ask(place.ports))
    if (typeof answers === 'object') expect(answered).toMatchObject(answers ?? {})
    else expect(answered).toEqual(answers)
    expect(new Set(place.operations())).toEqual(new Set(Object.keys(says)))
  })

  test('by every client that there is', () => {
    // IAM answers where a role is looked for: expected-events.ts.
    const shown = new Set([...said.map(({ client }) => client), 'iam'])
    expect([...shown].sort()).toEqual([...Object.keys(makers), 'dynamodb'].sort())
  })
})

describe('a request', () => {
  test('is signed as whoever it is made for, in the region that it is for', async () => {
    place.will({ ListTaskDefinitions: jsonNo('ServerException', 'oops', 500) })
    await operations['releases.register'](place.ports).catch(() => {})
    expect(place.sent[0]!.headers.authorization).toMatch(
      /Credential=AKIACUSTOMER\/\d{8}\/eu-central-1\/ecs\/aws4_request/,
    )
    place.will({ StopBuild: jsonNo('ResourceNotFoundException', 'none') })
    await operations['builds.stop'](place.ports)
    expect(place.sent[0]!.headers.authorization).toMatch(/Credential=AKIAPLATFORM\/\d{8}\/eu-central-1\/codebuild\//)
  })
})

const common = { expired: 'The security token included in the request is expired', slow: 'Rate exceeded' }
const user = 'User: arn:aws:iam::111122223333:user/panda is not authorized to perform: some:Action on resource: *'

/** What each protocol says for the same three things. Front doors have a namespace of their own: Coral's. */
const doors: Record<string, [operation: keyof typeof operations, expired: Reply, denied: Reply, slow: Reply]> = {
  'JSON 1.1 (ECR)': [
    'images.password',
    jsonNo('com.amazon.coral.service#ExpiredTokenException', common.expired),
    jsonNo('AccessDeniedException', user, 400, 'Message'),
    jsonNo('ThrottlingException', common.slow),
  ],
  'JSON 1.0 (DynamoDB)': [
    'table.get',
    jsonNo('com.amazon.coral.service#ExpiredTokenException', common.expired),
    jsonNo('com.amazon.coral.service#AccessDeniedException', user, 400, 'Message'),
    jsonNo('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', 'The level of configured …'),
  ],
  'JSON 1.0 (Step Functions)': [
    'executions.start',
    jsonNo('com.amazon.coral.service#ExpiredTokenException', common.expired),
    jsonNo('com.amazon.coral.service#AccessDeniedException', user, 400, 'Message'),
    jsonNo('com.amazon.coral.availability#ThrottlingException', common.slow),
  ],
  'query (CloudFormation)': [
    'infrastructure.look',
    xmlNo('ExpiredToken', common.expired, 403),
    xmlNo('AccessDenied', user, 403),
    xmlNo('Throttling', common.slow),
  ],
  'query (ELB)': [
    'releases.targets',
    xmlNo('ExpiredToken', common.expired, 403),
    xmlNo('AccessDenied', user, 403),
    xmlNo('Throttling', common.slow),
  ],
  'EC2’s query': [
    'probeDoor.close',
    ec2No('RequestExpired', 'Request has expired.'),
    ec2No('UnauthorizedOperation', `You are not authorized to perform this operation. ${user}`, 403),
    ec2No('RequestLimitExceeded', 'Request limit exceeded.', 503),
  ],
  'REST (sockets)': [
    'sockets.post',
    restNo('ExpiredTokenException', 403, JSON.stringify({ message: common.expired })),
    restNo('AccessDeniedException', 403, JSON.stringify({ Message: user })),
    restNo('LimitExceededException', 429),
  ],
}

describe.each(Object.entries(doors))('%s', (_, [operation, expired, denied, slow]) => {
  const ask = (reply: Reply) => {
    place.always(reply)
    return outcome(operations[operation](place.ports))
  }

  test('credentials that have expired', async () => expect(await ask(expired)).toBe('expired'))
  test('not authorized, in AWS’s long words', async () => expect(await ask(denied)).toBe('denied'))
  test('too many requests', async () => expect(await ask(slow)).toBe('throttled'))
  test('a page of a proxy instead of an answer', async () => {
    for (const status of [500, 502, 503, 504]) expect(await ask(page(status))).toBe('unreachable')
  })
  test('nothing in an answer of 503', async () => expect(await ask({ status: 503 })).toBe('unreachable'))
  test('no answer, or half of one', async () => {
    expect(await ask('cut')).toBe('unreachable')
    expect(await ask('broken off')).toBe('unreachable')
  })
})
