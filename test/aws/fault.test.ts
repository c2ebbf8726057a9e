import { expect, test } from 'vitest'
import { asked, unless } from '../../aws/fault.ts'
import { NameTaken } from '../../core/faults.ts'
import { AwsError } from '../../region/aws-error.ts'

const thrown = (fault: unknown) => asked('x:Do', () => Promise.reject(fault)).catch((error: unknown) => error)

test.each([
  [new AwsError('ThrottlingException', 'Rate exceeded'), 'throttled'],
  [new AwsError('TooManyRequestsException', 'slow'), 'throttled'],
  [new AwsError('LimitExceededException', 'slow', 429), 'throttled'],
  [new AwsError('ExpiredToken', 'over', 403), 'expired'],
  [new AwsError('ExpiredTokenException', 'over'), 'expired'],
  [new AwsError('AccessDenied', 'no', 403), 'denied'],
  [new AwsError('InvalidClientTokenId', 'no', 403), 'denied'],
  [new AwsError('InvalidSignatureException', 'no'), 'denied'],
  [new AwsError('NoSuchEntityException', 'none', 404), 'missing'],
  [new AwsError('ResourceNotFoundException', 'none'), 'missing'],
  [new AwsError('EntityAlreadyExistsException', 'is', 409), 'conflict'],
  [new AwsError('InternalFailure', 'oops', 500), 'unreachable'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unreachable'],
  [Object.assign(new Error('late'), { name: 'TimeoutError' }), 'unreachable'],
  [new AwsError('ValidationException', 'wrong'), 'invalid'],
  [new AwsError('SlowDown', 'slow', 503), 'throttled'],
  [
    new AwsError('ClientException', 'Too many concurrent attempts to create a new revision of the specified family.'),
    'throttled',
  ],
  [new AwsError('ForbiddenException', 'Forbidden', 403), 'denied'],
  [new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403), 'denied'],
  [
    new AwsError('SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription for the service'),
    'denied',
  ],
  [new AwsError('ConcurrentModificationException', 'somebody else is at it'), 'conflict'],
  [
    new AwsError('AccountLimitExceededException', 'Cannot have more than 1 builds in queue for the account'),
    'conflict',
  ],
  [
    new AwsError(
      'ValidationError',
      'Stack:arn:aws:cloudformation:eu-central-1:1:stack/s/1 is in UPDATE_IN_PROGRESS state and can not be updated.',
    ),
    'conflict',
  ],
])('%s is %s, in its own words', async (fault, kind) => {
  expect(await thrown(fault)).toMatchObject({ name: 'CloudFault', kind, operation: 'x:Do', message: fault.message })
})

test('a mistake of ours is no fault of the cloud', async () => {
  for (const fault of [new TypeError('undefined is no function'), new NameTaken('theirs'), new Error('bug')])
    expect(await thrown(fault)).toBe(fault)
})

test('an expected no is an answer, any other is not', async () => {
  const no = () => asked('x:Do', () => Promise.reject(new AwsError('ResourceNotFoundException', 'no such thing')))
  expect(await unless(['ResourceNotFoundException'], no())).toBeUndefined()
  expect(await unless([/no such/], no())).toBeUndefined()
  expect(await unless([400], no())).toBeUndefined()
  await expect(unless(['Other', /else/, 410], no())).rejects.toMatchObject({ kind: 'missing' })
})

test('where a programmer finds the bytes of an answer that could not be read is nobody else’s business', async () => {
  const words =
    "Unexpected token '<' is not valid JSON\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object."
  expect(await thrown(new AwsError('SyntaxError', words, 502))).toMatchObject({
    kind: 'unreachable',
    message: "Unexpected token '<' is not valid JSON",
  })
})
