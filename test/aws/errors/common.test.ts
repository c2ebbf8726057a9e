// What any service may say to anything it is asked, and what never reaches AWS: the same from every operation.

import { readFileSync } from 'node:fs'
import { ECRServiceException } from '@aws-sdk/client-ecr'
import { expect, test } from 'vitest'
import { CloudFault, type CloudFaultKind } from '../../../core/faults.ts'
import { mocked } from './mocked.ts'
import { at, operationList } from './operations.ts'

/** No service models these: the SDK throws its service's own base class, named as on the wire. */
const says = (name: string, status: number, message = name) =>
  new ECRServiceException({
    name,
    message,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, attempts: 3 },
  })
const cut = (code: string, name = 'Error') => Object.assign(new Error(`connect ${code}`), { code, name })

const user = 'arn:aws:sts::111122223333:assumed-role/panda/panda'
const notAuthorized = `User: ${user} is not authorized to perform: ecr:DescribeRepositories on resource: arn:aws:ecr:eu-central-1:111122223333:repository/acme-shop because no identity-based policy allows the ecr:DescribeRepositories action`
const invalidToken = 'The security token included in the request is invalid.'

// Each protocol has common errors of its own:
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
const everyService: [CloudFaultKind, Error][] = [
  ['throttled', says('ThrottlingException', 400, 'Rate exceeded')],
  ['expired', says('ExpiredTokenException', 400, 'The security token included in the request is expired')],
  ['denied', says('AccessDeniedException', 400, notAuthorized)],
  ['denied', says('UnrecognizedClientException', 400, invalidToken)],
  ['denied', says('InvalidSignatureException', 400, 'The request signature we calculated does not match')],
  ['unreachable', says('InternalFailure', 500)],
  ['unreachable', says('InternalServerError', 500)],
  ['unreachable', says('ServiceUnavailable', 503)],
  ['unreachable', says('Unknown', 502)],
  ['unreachable', cut('ECONNREFUSED')],
  ['unreachable', cut('ECONNRESET', 'TimeoutError')],
  ['unreachable', cut('EPIPE')],
  ['unreachable', cut('ETIMEDOUT')],
  ['unreachable', cut('ENOTFOUND')],
  ['unreachable', cut('EAI_AGAIN')],
  ['unreachable', Object.assign(new Error('Connection timed out after 3000 ms'), { name: 'TimeoutError' })],
  ['unreachable', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
  ['invalid', says('ValidationException', 400, '1 validation error detected')],
]
/** DynamoDB speaks JSON and says none of these. */
const allButDynamo: [CloudFaultKind, Error][] = [
  ['throttled', says('Throttling', 400, 'Rate exceeded')],
  ['throttled', says('ThrottledException', 400, 'Rate exceeded')],
  ['throttled', says('TooManyRequestsException', 429)],
  ['throttled', says('LimitExceededException', 429)],
  ['throttled', says('RequestLimitExceeded', 503, 'Request limit exceeded.')],
  ['throttled', says('RequestThrottledException', 400)],
  ['expired', says('ExpiredToken', 403, 'The security token included in the request is expired')],
  ['expired', says('RequestExpired', 400)],
  ['denied', says('AccessDenied', 403, notAuthorized)],
  ['denied', says('UnauthorizedOperation', 403, 'You are not authorized to perform this operation.')],
  ['denied', says('InvalidClientTokenId', 403, invalidToken)],
  ['denied', says('SignatureDoesNotMatch', 403, 'Signature expired: 20261120T100000Z is now earlier than …')],
  ['denied', says('AuthFailure', 401, 'AWS was not able to validate the provided access credentials')],
  ['denied', says('OptInRequired', 403)],
  ['unreachable', says('ServerException', 500)],
]

const place = mocked()

const fromAll = async (kind: CloudFaultKind, fault: Error, operations: typeof operationList) => {
  place.always(fault)
  for (const [name, run] of operations)
    expect(await outcome(run(place.ports)), name).toEqual(instead(name, kind) ?? kind)
}

test.each(everyService)('%s: %s, from every operation', (kind, fault) => fromAll(kind, fault, operationList))

test.each(allButDynamo)('%s: %s, from every operation but the table’s', (kind, fault) =>
  fromAll(
    kind,
    fault,
    operationList.filter(([name]) => !name.startsWith('table.')),
  ),
)

test('what AWS said is what people read, and no key is in it', async () => {
  place.always(says('AccessDeniedException', 400, `${notAuthorized} with key ASIAABCDEFGHIJKLMNOP`))
  const fault = await place.ports.images.password(at, 'acme-shop').catch((thrown: unknown) => thrown)
  expect(fault).toMatchObject({ operation: 'ecr:GetAuthorizationToken', message: `${notAuthorized} with key ASIA…` })
})

test('a mistake of ours stays what it is', async () => {
  place.always(new TypeError('undefined is not a function'))
  await expect(place.ports.images.password(at, 'acme-shop')).rejects.toThrow(TypeError)
})

test('every operation of every port that reaches AWS is here', () => {
  const named = operationList.map(([name]) => name).sort()
  expect(named).toEqual(operationsOfPorts().sort())
})

const outcome = async (answer: Promise<unknown>) => {
  try {
    return await answer
  } catch (fault) {
    return fault instanceof CloudFault ? fault.kind : fault
  }
}

/** These answer a person who waits: nothing is thrown. */
const instead = (name: string, kind: CloudFaultKind) => {
  const silent = kind === 'throttled' || kind === 'unreachable'
  if (name === 'accounts.whoAmI')
    return expect.objectContaining({ errorCode: silent ? 'AWS_TIMEOUT' : 'AWS_CREDENTIALS_INVALID' })
  return name === 'accounts.permissions' ? expect.objectContaining({ checked: false }) : undefined
}

/** As core/ports.ts has them: `Images` with `find(` is `images.find`. A clock, chance, GitHub, a plain GET and a POST are not AWS. */
const operationsOfPorts = () => {
  const source = readFileSync(new URL('../../../core/ports.ts', import.meta.url), 'utf8')
  const ports = /export type Ports = \{([^}]*)\}/.exec(source)?.[1] ?? ''
  return [...ports.matchAll(/(\w+): (\w+)/g)]
    .filter(([, port = '']) => !['clock', 'random', 'github', 'probe', 'posts'].includes(port))
    .flatMap(([, port, type]) => {
      const body = new RegExp(`export interface ${type} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? ''
      return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, operation]) => `${port}.${operation}`)
    })
}
