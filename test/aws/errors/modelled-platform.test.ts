// The words are AWS's where people have pasted them: https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/249 (CodeBuild),
// https://github.com/aws/aws-nitro-enclaves-sdk-c/issues/68 (KMS), https://github.com/aws-samples/amazon-mwaa-examples/issues/61 (Step Functions).
import * as apigateway from '@aws-sdk/client-apigatewaymanagementapi'
import * as codebuild from '@aws-sdk/client-codebuild'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as events from '@aws-sdk/client-eventbridge'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as sfn from '@aws-sdk/client-sfn'
import * as sts from '@aws-sdk/client-sts'
import { mean, no } from './modelled.ts'

const fresh = {
  DescribeRule: new events.ResourceNotFoundException(no('Rule panda-events does not exist on EventBus default.')),
  GetRole: new iam.NoSuchEntityException(no('The role with name … cannot be found.', 404)),
}

mean([
  // ---- CodeBuild
  [
    'builds.start',
    {
      StartBuild: new codebuild.AccountLimitExceededException(
        no('Cannot have more than 1 builds in queue for the account'),
      ),
    },
    'conflict',
    'a full queue may get room',
  ],
  [
    'builds.start',
    { StartBuild: new codebuild.ResourceNotFoundException(no('Project cannot be found: arn:…')) },
    'missing',
    'a project that was never deployed is missing',
  ],
  [
    'builds.start',
    { StartBuild: new codebuild.AccountSuspendedException(no('Account suspended')) },
    'invalid',
    'a suspended account does not pass by itself',
  ],
  [
    'builds.stop',
    { StopBuild: new codebuild.ResourceNotFoundException(no('Build … does not exist')) },
    undefined,
    'stopping a build that is not there is fine',
  ],

  // ---- EventBridge, IAM
  [
    'eventRules.ensure',
    {
      ...fresh,
      CreateRole: new iam.LimitExceededException(no('Cannot exceed quota for RolesPerAccount: 1000', 409)),
    },
    'conflict',
    'an account full of roles may get room',
  ],
  [
    'eventRules.ensure',
    {
      ...fresh,
      CreateRole: new iam.ConcurrentModificationException(no('oops', 409)),
    },
    'conflict',
    'somebody else is at the same role',
  ],
  [
    'eventRules.ensure',
    { ...fresh, GetRole: new iam.ServiceFailureException(no('oops', 500)) },
    'unreachable',
    'IAM is down',
  ],
  [
    'eventRules.admits',
    { DescribeEventBus: new events.ResourceNotFoundException(no('Event bus panda-ingress does not exist.')) },
    'missing',
    'a bus that was never deployed is missing',
  ],
  [
    'eventRules.admit',
    { PutPermission: new events.ConcurrentModificationException(no('oops')) },
    'conflict',
    'somebody else writes the policy',
  ],
  [
    'eventRules.admit',
    { PutPermission: new events.PolicyLengthExceededException(no('too long')) },
    [],
    'nobody gets into a policy that is full',
  ],
  [
    'eventRules.admit',
    { PutPermission: new events.InternalException(no('oops', 500)) },
    'unreachable',
    'EventBridge is down',
  ],

  // ---- KMS, whose noes have no message at times
  [
    'vault.open',
    { Decrypt: new kms.InvalidCiphertextException({ $metadata: { httpStatusCode: 400 }, message: 'UnknownError' }) },
    'invalid',
    'another’s context opens nothing',
  ],
  [
    'vault.open',
    { Decrypt: new kms.IncorrectKeyException(no('The key ID in the request does not identify …')) },
    'invalid',
    'nor does another key',
  ],
  [
    'vault.open',
    { Decrypt: new kms.DisabledException(no('arn:… is disabled.')) },
    'invalid',
    'nor one that was switched off',
  ],
  [
    'vault.open',
    { Decrypt: new kms.KMSInvalidStateException(no('arn:… is pending deletion.')) },
    'invalid',
    'nor one that goes',
  ],
  [
    'vault.seal',
    { GenerateDataKey: new kms.NotFoundException(no('Alias arn:… is not found.')) },
    'missing',
    'a key that was never made is missing',
  ],
  [
    'vault.seal',
    { GenerateDataKey: new kms.KeyUnavailableException(no('oops', 500)) },
    'unreachable',
    'the key is out of reach',
  ],
  [
    'vault.seal',
    { GenerateDataKey: new kms.DependencyTimeoutException(no('oops', 503)) },
    'unreachable',
    'KMS waited in vain',
  ],

  // ---- Step Functions
  [
    'executions.start',
    { StartExecution: new sfn.ExecutionAlreadyExists(no("Execution Already Exists: '…'")) },
    undefined,
    'started is started',
  ],
  [
    'executions.start',
    { StartExecution: new sfn.ExecutionLimitExceeded(no('oops')) },
    'conflict',
    'a full account may get room',
  ],
  [
    'executions.start',
    { StartExecution: new sfn.StateMachineDoesNotExist(no("State Machine Does Not Exist: '…'")) },
    'missing',
    'a machine that was never deployed is missing',
  ],
  [
    'executions.succeed',
    { SendTaskSuccess: new sfn.TaskTimedOut(no("Task Timed Out: 'Provided task does not exist anymore'")) },
    'dead',
    'somebody else was quicker, or it timed out',
  ],
  [
    'executions.fail',
    { SendTaskFailure: new sfn.TaskDoesNotExist(no("Task Does Not Exist: '…'")) },
    'dead',
    'nobody waits',
  ],
  [
    'executions.fail',
    { SendTaskFailure: new sfn.InvalidToken(no("Invalid Token: 'Invalid token'")) },
    'dead',
    'a token that was never one is dead too',
  ],
  [
    'executions.succeed',
    { SendTaskSuccess: new sfn.InvalidOutput(no('Invalid Output')) },
    'invalid',
    'an output that is no JSON is a mistake',
  ],

  // ---- sockets
  [
    'sockets.post',
    { PostToConnection: new apigateway.GoneException(no('UnknownError', 410)) },
    'gone',
    'who has left is gone',
  ],
  [
    'sockets.post',
    { PostToConnection: new apigateway.LimitExceededException(no('slow', 429)) },
    'throttled',
    'too much at once passes',
  ],
  [
    'sockets.post',
    { PostToConnection: new apigateway.PayloadTooLargeException(no('too large', 413)) },
    'invalid',
    'what is too long for a message stays so',
  ],
  [
    'sockets.post',
    { PostToConnection: new apigateway.ForbiddenException(no('Forbidden', 403)) },
    'denied',
    'another API’s sockets are none of ours',
  ],
  [
    'sockets.close',
    { DeleteConnection: new apigateway.GoneException(no('UnknownError', 410)) },
    undefined,
    'closing one that is gone is fine',
  ],

  // ---- DynamoDB
  [
    'table.put',
    { Put: new dynamodb.ConditionalCheckFailedException(no('The conditional request failed')) },
    false,
    'it is there already',
  ],
  [
    'table.change',
    { Update: new dynamodb.ConditionalCheckFailedException(no('The conditional request failed')) },
    undefined,
    'there is no room',
  ],
  [
    'table.put',
    { Put: new dynamodb.ProvisionedThroughputExceededException(no('slow')) },
    'throttled',
    'a hot partition passes',
  ],
  ['table.put', { Put: new dynamodb.RequestLimitExceeded(no('slow')) }, 'throttled', 'an account’s limit passes'],
  [
    'table.change',
    { Update: new dynamodb.TransactionConflictException(no('conflict')) },
    'throttled',
    'a transaction on the same item passes',
  ],
  [
    'table.get',
    { Get: new dynamodb.ResourceNotFoundException(no('Requested resource not found')) },
    'missing',
    'a table that was never deployed is missing',
  ],
  [
    'table.put',
    { Put: new dynamodb.ItemCollectionSizeLimitExceededException(no('too large')) },
    'invalid',
    'what does not fit is a mistake',
  ],
  ['table.query', { Query: new dynamodb.InternalServerError(no('oops', 500)) }, 'unreachable', 'DynamoDB is down'],

  // ---- STS
  [
    'accounts.whoAmI',
    {
      GetCallerIdentity: new sts.ExpiredTokenException(
        no('The security token included in the request is expired', 403),
      ),
    },
    {
      ok: false,
      errorCode: 'AWS_CREDENTIALS_INVALID',
      message: 'AWS credentials validation failed: The security token included in the request is expired',
    },
    'what has expired is told in STS’s words',
  ],
])
