// The words are AWS's where people have pasted them: https://github.com/hashicorp/terraform-provider-aws/issues/9777 (ECS).
import * as cloudformation from '@aws-sdk/client-cloudformation'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as codedeploy from '@aws-sdk/client-codedeploy'
import * as ecr from '@aws-sdk/client-ecr'
import * as ecs from '@aws-sdk/client-ecs'
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2'
import { mean, no } from './modelled.ts'
import { shop } from './operations.ts'

mean([
  // ---- ECR
  [
    'images.find',
    { DescribeImages: new ecr.ImageNotFoundException(no('The image with imageId {…} does not exist')) },
    undefined,
    'an image that was never pushed is none',
  ],
  [
    'images.find',
    { DescribeImages: new ecr.RepositoryNotFoundException(no('The repository with name … does not exist')) },
    undefined,
    'nor is one of a repository that is not there',
  ],
  [
    'images.find',
    { DescribeImages: new ecr.InvalidParameterException(no('Invalid parameter at imageIds')) },
    'invalid',
    'a digest that is none is a mistake',
  ],
  [
    'images.ensure',
    { CreateRepository: new ecr.LimitExceededException(no('The number of repositories exceeds the limit')) },
    'conflict',
    'a full account may get room',
  ],
  [
    'images.ensure',
    { CreateRepository: new ecr.RepositoryAlreadyExistsException(no('The repository with name … already exists')) },
    'unreachable',
    'a repository that is there and cannot be seen yet passes',
  ],
  [
    'images.password',
    { GetAuthorizationToken: new ecr.ServerException(no('oops', 500)) },
    'unreachable',
    'ECR is down',
  ],

  // ---- CloudFormation
  [
    'infrastructure.apply',
    { CreateStack: new cloudformation.AlreadyExistsException(no(`Stack [${shop.stack}] already exists`)) },
    'started',
    'somebody of ours was quicker',
  ],
  [
    'infrastructure.apply',
    { CreateStack: new cloudformation.LimitExceededException(no('Limit for stack has been exceeded')) },
    'conflict',
    'an account full of stacks may get room',
  ],
  [
    'infrastructure.apply',
    {
      CreateStack: new cloudformation.InsufficientCapabilitiesException(no('Requires capabilities : [CAPABILITY_IAM]')),
    },
    'invalid',
    'a template that asks for more than was granted is a mistake',
  ],
  [
    'infrastructure.apply',
    { CreateStack: new cloudformation.TokenAlreadyExistsException(no('Token already exists')) },
    'conflict',
    'the same request by another hand passes',
  ],

  // ---- ECS
  [
    'releases.service',
    { DescribeServices: new ecs.ClusterNotFoundException(no('Cluster not found.')) },
    undefined,
    'before the first stack there is no service',
  ],
  [
    'releases.scale',
    { UpdateService: new ecs.ServiceNotFoundException(no('Service not found.')) },
    'missing',
    'a service that is gone cannot be scaled',
  ],
  [
    'releases.scale',
    { UpdateService: new ecs.ServiceNotActiveException(no('Service was not ACTIVE.')) },
    'invalid',
    'nor one that is on its way out',
  ],
  [
    'releases.register',
    {
      RegisterTaskDefinition: new ecs.ClientException(
        no('Too many concurrent attempts to create a new revision of the specified family.'),
      ),
    },
    'throttled',
    'a family that others register too passes',
  ],
  [
    'releases.register',
    {
      RegisterTaskDefinition: new ecs.ClientException(
        no('Fargate requires task definition to have execution role ARN'),
      ),
    },
    'invalid',
    'what else ECS calls the client’s mistake is one',
  ],
  [
    'releases.register',
    { ListTaskDefinitions: new ecs.ServerException(no('oops', 500)) },
    'unreachable',
    'ECS is down',
  ],

  // ---- CodeDeploy
  [
    'releases.start',
    {
      CreateDeployment: new codedeploy.DeploymentLimitExceededException(
        no(`The Deployment Group '${shop.base}' already has an active Deployment 'd-ABCDEF123'`),
      ),
    },
    'conflict',
    'one release of a service at a time',
  ],
  [
    'releases.start',
    { CreateDeployment: new codedeploy.InvalidRevisionException(no('INVALID_REVISION')) },
    'invalid',
    'an AppSpec that CodeDeploy does not read is a mistake',
  ],
  [
    'releases.start',
    { CreateDeployment: new codedeploy.ThrottlingException(no('Rate exceeded')) },
    'throttled',
    'CodeDeploy has a throttle of its own',
  ],
  [
    'releases.look',
    { GetDeployment: new codedeploy.DeploymentDoesNotExistException(no('No Deployment found for id: d-8LHA5QKBM')) },
    'missing',
    'a release that never was is missing',
  ],
  [
    'releases.stop',
    { StopDeployment: new codedeploy.DeploymentAlreadyCompletedException(no('already completed')) },
    undefined,
    'stopping what is over is fine',
  ],
  [
    'releases.stop',
    { StopDeployment: new codedeploy.DeploymentDoesNotExistException(no('No Deployment found')) },
    'missing',
    'stopping what never was is not',
  ],
  [
    'releases.allowTraffic',
    {
      ContinueDeployment: new codedeploy.DeploymentIsNotInReadyStateException(no('not ready')),
      GetDeployment: { deploymentInfo: { status: 'InProgress' } },
    },
    'conflict',
    'traffic cannot move before green is ready',
  ],
  [
    'releases.endWarm',
    {
      ContinueDeployment: new codedeploy.DeploymentAlreadyCompletedException(no('already completed')),
      GetDeployment: { deploymentInfo: { status: 'Succeeded' } },
    },
    undefined,
    'blue is gone already',
  ],
  [
    'releases.current',
    { ListDeployments: new codedeploy.ApplicationDoesNotExistException(no('No application found for name: shop')) },
    undefined,
    'before the first stack nothing is in hand',
  ],

  // ---- ELB, logs
  [
    'releases.targets',
    { DescribeTargetHealth: new elbv2.TargetGroupNotFoundException(no("Target groups '…' not found")) },
    'missing',
    'a target group that is gone is missing',
  ],
  [
    'releases.routedTo',
    { DescribeListeners: new elbv2.ListenerNotFoundException(no("Listeners '…' not found")) },
    'missing',
    'so is a listener',
  ],
  [
    'releases.lastLines',
    { DescribeLogStreams: new logs.ResourceNotFoundException(no('The specified log group does not exist.')) },
    [],
    'without a log group there are no lines',
  ],
  [
    'releases.lastLines',
    { DescribeLogStreams: new logs.ServiceUnavailableException(no('oops', 503)) },
    'unreachable',
    'the logs are down',
  ],
])
