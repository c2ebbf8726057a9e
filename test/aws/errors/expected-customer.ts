// The noes that are expected of what is in the customer's account, of CodeBuild, the sockets and the table.
import type { Row } from './expected.ts'
import { account, digest, operations, shop } from './operations.ts'
import { ec2, ec2No, json, jsonNo, restNo, xml, xmlNo } from './shapes.ts'

const ecrNo = (name: string, what: string) => jsonNo(name, `${what} in the registry with id '${account}'`)
const noRepository = ecrNo(
  'RepositoryNotFoundException',
  `The repository with name '${shop.repository}' does not exist`,
)
const there = json({ repositories: [{ repositoryName: shop.repository, repositoryArn: 'arn:repository' }] })
const tags = Object.entries(shop.tags).map(([Key, Value]) => ({ Key, Value }))
const registry = `${account}.dkr.ecr.eu-central-1.amazonaws.com`

/** Somebody is quicker: first it is not there, then it is. */
const notThereAtFirst = () => {
  let looks = 0
  return () => (looks++ ? there : noRepository)
}

const ecr: Row[] = [
  {
    file: 'found-image.ts',
    listed: 'ImageNotFoundException',
    says: {
      DescribeImages: ecrNo(
        'ImageNotFoundException',
        `The image with imageId {imageDigest:'${digest}', imageTag:'null'} does not exist within the repository with name '${shop.repository}'`,
      ),
    },
    ask: operations['images.find'],
    answers: undefined,
  },
  {
    file: 'found-image.ts',
    listed: 'RepositoryNotFoundException',
    says: { DescribeImages: noRepository },
    ask: operations['images.find'],
    answers: undefined,
  },
  {
    file: 'images.ts',
    listed: 'RepositoryNotFoundException',
    says: { DescribeRepositories: noRepository, CreateRepository: json({ repository: {} }) },
    ask: operations['images.ensure'],
    answers: { uri: `${registry}/${shop.repository}` },
  },
  {
    file: 'images.ts',
    listed: 'RepositoryAlreadyExistsException',
    says: {
      DescribeRepositories: notThereAtFirst(),
      CreateRepository: ecrNo(
        'RepositoryAlreadyExistsException',
        `The repository with name '${shop.repository}' already exists`,
      ),
      ListTagsForResource: json({ tags }),
    },
    ask: operations['images.ensure'],
    answers: { uri: `${registry}/${shop.repository}` },
  },
  {
    file: 'image-findings.ts',
    listed: 'ScanNotFoundException',
    says: {
      DescribeImageScanFindings: ecrNo(
        'ScanNotFoundException',
        `Image scan does not exist for the image with '{imageDigest:'${digest}', imageTag:'null'}' in the repository with name '${shop.repository}'`,
      ),
    },
    ask: operations['images.findings'],
    answers: { state: 'absent' },
  },
  {
    file: 'kept-images.ts',
    listed: 'LifecyclePolicyNotFoundException',
    says: {
      GetLifecyclePolicy: ecrNo(
        'LifecyclePolicyNotFoundException',
        `Lifecycle policy does not exist for the repository with name '${shop.repository}'`,
      ),
    },
    ask: operations['images.hasRules'],
    answers: false,
  },
  {
    file: 'kept-images.ts',
    listed: 'ImageAlreadyExistsException',
    says: {
      DescribeImages: json({ imageDetails: [{ imageDigest: digest, imageTags: ['20261120_100000'] }] }),
      BatchGetImage: json({ images: [{ imageId: { imageDigest: digest }, imageManifest: '{}' }], failures: [] }),
      PutImage: ecrNo(
        'ImageAlreadyExistsException',
        `Image with digest '${digest}' and tag 'panda-keep-0' already exists in the repository with name '${shop.repository}'`,
      ),
    },
    ask: operations['images.keep'],
    answers: undefined,
  },
]

// CloudFormation has names for few of its noes: the rest is ValidationError with words.
const noStack = xmlNo('ValidationError', `Stack with id ${shop.stack} does not exist`)
const stackOf = (status: string) =>
  xml(
    'DescribeStacks',
    `<Stacks><member><StackName>${shop.stack}</StackName><StackId>arn:stack</StackId><CreationTime>2026-11-20T10:00:00.000Z</CreationTime>
     <StackStatus>${status}</StackStatus><Tags>${tags.map(tag => `<member><Key>${tag.Key}</Key><Value>${tag.Value}</Value></member>`).join('')}</Tags></member></Stacks>`,
  )

const cloudformation: Row[] = [
  {
    file: 'infrastructure.ts',
    listed: '/^Stack with id .* does not exist/',
    says: { DescribeStacks: noStack },
    ask: operations['infrastructure.look'],
    answers: { state: 'absent' },
  },
  {
    file: 'infrastructure.ts',
    listed: 'AlreadyExistsException',
    says: {
      DescribeStacks: noStack,
      CreateStack: xmlNo('AlreadyExistsException', `Stack [${shop.stack}] already exists`),
    },
    ask: operations['infrastructure.apply'],
    answers: 'started',
  },
  {
    file: 'infrastructure.ts',
    listed: '/No updates are to be performed/',
    says: {
      DescribeStacks: stackOf('UPDATE_COMPLETE'),
      GetTemplate: xml('GetTemplate', '<TemplateBody>{}</TemplateBody>'),
      UpdateStack: xmlNo('ValidationError', 'No updates are to be performed.'),
    },
    ask: operations['infrastructure.apply'],
    answers: 'unchanged',
  },
]

const id = 'd-8LHA5QKBM'
const shown = (status: string) => json({ deploymentInfo: { deploymentId: id, status } })
const notReady = jsonNo('DeploymentIsNotInReadyStateException', `The deployment ${id} is not in a ready state.`)
/** Of a deployment in a state that ContinueDeployment does not know what to do with. */
const oddStatus = jsonNo('InvalidDeploymentStatusException', 'The specified deployment status cannot be determined.')
const completed = jsonNo('DeploymentAlreadyCompletedException', `The deployment ${id} is already in a completed state.`)
const notStarted = jsonNo('DeploymentNotStartedException', `The deployment ${id} has not started.`)
const ended = { GetDeployment: shown('Succeeded'), ListDeploymentTargets: json({ targetIds: [] }) }

const codedeploy: Row[] = [
  ...(['allowTraffic', 'endWarm'] as const).flatMap(ask =>
    Object.entries({
      DeploymentIsNotInReadyStateException: notReady,
      DeploymentAlreadyCompletedException: completed,
      InvalidDeploymentStatusException: oddStatus,
    }).map(([listed, no]) => ({
      file: 'releases/deployments.ts',
      listed,
      says: { ContinueDeployment: no, ...ended },
      ask: operations[`releases.${ask}`],
      answers: undefined,
    })),
  ),
  {
    file: 'releases/deployments.ts',
    listed: 'DeploymentAlreadyCompletedException',
    says: { StopDeployment: completed },
    ask: operations['releases.stop'],
    answers: undefined,
  },
  ...(['find', 'current'] as const).flatMap(ask =>
    [
      ['ApplicationDoesNotExistException', `No application found for name: ${shop.base}`],
      ['DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${shop.base}`],
    ].map(([listed = '', words = '']) => ({
      file: 'releases/deployments.ts',
      listed,
      says: { ListDeployments: jsonNo(listed, words) },
      ask: operations[`releases.${ask}`],
      answers: undefined,
    })),
  ),
  {
    file: 'releases/look.ts',
    listed: 'DeploymentNotStartedException',
    says: { GetDeployment: shown('Created'), ListDeploymentTargets: notStarted },
    ask: operations['releases.look'],
    answers: { state: 'working', hooks: [] },
  },
]

const noGroup = jsonNo('ResourceNotFoundException', 'The specified log group does not exist.')
const noStream = jsonNo('ResourceNotFoundException', 'The specified log stream does not exist.')

const others: Row[] = [
  {
    file: 'releases/service.ts',
    listed: 'ClusterNotFoundException',
    says: { DescribeServices: jsonNo('ClusterNotFoundException', 'Cluster not found.') },
    ask: operations['releases.service'],
    answers: undefined,
  },
  {
    file: 'releases/last-lines.ts',
    listed: 'ResourceNotFoundException',
    says: { DescribeLogStreams: noGroup },
    ask: operations['releases.lastLines'],
    answers: [],
  },
  {
    file: 'releases/last-lines.ts',
    listed: 'ResourceNotFoundException',
    says: { DescribeLogStreams: json({ logStreams: [{ logStreamName: 'app/app/1' }] }), GetLogEvents: noStream },
    ask: operations['releases.lastLines'],
    answers: [],
  },
  {
    file: 'builds.ts',
    listed: 'ResourceNotFoundException',
    says: { StopBuild: jsonNo('ResourceNotFoundException', 'Build panda-build:1 does not exist') },
    ask: operations['builds.stop'],
    answers: undefined,
  },
  // Its words are not known: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StopBuild.html lists its name only.
  {
    file: 'builds.ts',
    listed: 'InvalidInputException',
    says: { StopBuild: jsonNo('InvalidInputException', 'Invalid build ID or the build has completed: panda-build:1') },
    ask: operations['builds.stop'],
    answers: undefined,
  },
  {
    file: 'table-faults.ts',
    listed: 'ConditionalCheckFailedException',
    says: {
      PutItem: jsonNo(
        'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        'The conditional request failed',
      ),
    },
    ask: operations['table.put'],
    answers: false,
  },
  {
    file: 'table-faults.ts',
    listed: 'ConditionalCheckFailedException',
    says: {
      UpdateItem: jsonNo(
        'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        'The conditional request failed',
      ),
    },
    ask: operations['table.change'],
    answers: undefined,
  },
  // The body of a 410 is empty, its name in a header: https://github.com/aws/aws-sdk-java/issues/2084
  {
    file: 'sockets.ts',
    listed: 'GoneException',
    says: { PostToConnection: restNo('GoneException', 410) },
    ask: operations['sockets.post'],
    answers: 'gone',
  },
  {
    file: 'sockets.ts',
    listed: 'GoneException',
    says: { DeleteConnection: restNo('GoneException', 410, '{"message":null}') },
    ask: operations['sockets.close'],
    answers: undefined,
  },
  // Some have seen it without its name: https://github.com/aws/aws-sdk-js/issues/2591
  {
    file: 'sockets.ts',
    listed: '410',
    says: { PostToConnection: { status: 410 } },
    ask: operations['sockets.post'],
    answers: 'gone',
  },
  {
    file: 'sockets.ts',
    listed: '410',
    says: { DeleteConnection: { status: 410 } },
    ask: operations['sockets.close'],
    answers: undefined,
  },
]

const troubles = ['ClusterNotFoundException', 'ServiceNotFoundException', 'ServiceNotActiveException'].map(listed => {
  const no = jsonNo(listed, listed === 'ClusterNotFoundException' ? 'Cluster not found.' : 'Service not found.')
  return {
    file: 'releases/troubles.ts',
    listed,
    says: { ListTasks: no, DescribeServices: no },
    ask: operations['releases.troubles'],
    answers: [],
  }
})

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
const noGroupThere = ec2No('InvalidGroup.NotFound', "The security group 'sg-0123' does not exist")
const openSince = (deploymentId: string) =>
  ec2(
    'DescribeSecurityGroupRules',
    `<securityGroupRuleSet><item><securityGroupRuleId>sgr-1</securityGroupRuleId><cidrIpv4>192.0.2.7/32</cidrIpv4>
     <description>panda probe ${deploymentId} ${new Date().toISOString()}</description></item></securityGroupRuleSet>`,
  )
const noRules = ec2('DescribeSecurityGroupRules', '<securityGroupRuleSet/>')

const door: Row[] = [
  {
    file: 'probe-door.ts',
    listed: 'InvalidGroup.NotFound',
    says: { DescribeSecurityGroupRules: noGroupThere },
    ask: operations['probeDoor.close'],
    answers: undefined,
  },
  {
    file: 'probe-door.ts',
    listed: 'InvalidSecurityGroupRuleId.NotFound',
    says: {
      DescribeSecurityGroupRules: openSince('dep_1'),
      RevokeSecurityGroupIngress: ec2No(
        'InvalidSecurityGroupRuleId.NotFound',
        "The security group rule ID 'sgr-1' does not exist",
      ),
    },
    ask: operations['probeDoor.close'],
    answers: undefined,
  },
  {
    file: 'probe-door.ts',
    listed: 'InvalidPermission.Duplicate',
    says: {
      DescribeSecurityGroupRules: noRules,
      AuthorizeSecurityGroupIngress: ec2No(
        'InvalidPermission.Duplicate',
        'the specified rule "peer: 192.0.2.7/32, TCP, from port: 9001, to port: 9001, ALLOW" already exists',
      ),
    },
    ask: operations['probeDoor.open'],
    answers: 'opened',
  },
]

export const expectedOfTheRest: Row[] = [...ecr, ...cloudformation, ...codedeploy, ...others, ...troubles, ...door]
