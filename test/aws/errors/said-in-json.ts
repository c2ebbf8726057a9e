// Successes in JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html. Times are seconds since 1970, bytes base64.
import { createCipheriv } from 'node:crypto'
import { account, context, digest, operations, region, shop } from './operations.ts'
import type { Said } from './said.ts'
import { json, xml } from './shapes.ts'

const dataKey = Buffer.alloc(32, 7)
const nonce = Buffer.alloc(12, 1)
const wrapped = Buffer.from('the key, under another')

/** As the vault writes it: format, wrapped key, nonce and tag and text. */
const sealed = () => {
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce)
  cipher.setAAD(Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1)))))
  const text = Buffer.concat([cipher.update('ghp_secret', 'utf8'), cipher.final()])
  const box = Buffer.concat([nonce, cipher.getAuthTag(), text])
  return ['v1', wrapped.toString('base64url'), box.toString('base64url')].join('.')
}

const targetOf = (events: string[], status = 'InProgress') => ({
  deploymentTargetType: 'ECSTarget',
  ecsTarget: {
    targetId: `${shop.cluster}:${shop.service}`,
    lifecycleEvents: events.map(lifecycleEventName => ({
      lifecycleEventName,
      startTime: 1763633105.12,
      endTime: 1.763633109e9,
      status: 'Succeeded',
    })),
    status,
  },
})

export const saidInJson: Said[] = [
  {
    client: 'ecr',
    says: {
      DescribeImages: json({
        imageDetails: [
          {
            registryId: account,
            repositoryName: shop.repository,
            imageDigest: digest,
            imageTags: ['20261120_100000'],
            imageSizeInBytes: 2039,
            imagePushedAt: 1.763633105e9,
          },
        ],
      }),
    },
    ask: operations['images.find'],
    answers: { digest, uri: `${account}.dkr.ecr.${region}.amazonaws.com/${shop.repository}@${digest}` },
  },
  {
    client: 'ecr',
    says: {
      DescribeImageScanFindings: json({
        registryId: account,
        repositoryName: shop.repository,
        imageId: { imageDigest: digest },
        imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
        imageScanFindings: {
          imageScanCompletedAt: 1.763633105e9,
          vulnerabilitySourceUpdatedAt: 1.763633105e9,
          findingSeverityCounts: { MEDIUM: 1 },
          findings: [
            {
              name: 'CVE-2019-5188',
              description: 'A code execution vulnerability exists in e2fsprogs',
              uri: 'http://people.ubuntu.com/~ubuntu-security/cve/CVE-2019-5188',
              severity: 'MEDIUM',
              attributes: [
                { key: 'package_version', value: '1.44.1-1ubuntu1.1' },
                { key: 'package_name', value: 'e2fsprogs' },
                { key: 'CVSS2_SCORE', value: '4.6' },
              ],
            },
          ],
        },
      }),
    },
    ask: operations['images.findings'],
    answers: {
      state: 'scanned',
      counts: { critical: 0, high: 0, medium: 1, low: 0, other: 0 },
      findings: [
        {
          ...{ id: 'CVE-2019-5188', severity: 'MEDIUM' },
          ...{ package: 'e2fsprogs', version: '1.44.1-1ubuntu1.1', fixedVersion: null },
        },
      ],
    },
  },
  {
    client: 'ecr',
    says: {
      GetAuthorizationToken: json({
        authorizationData: [
          {
            authorizationToken: Buffer.from('AWS:pass:word').toString('base64'),
            expiresAt: 1.763676305e9,
            proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
          },
        ],
      }),
    },
    ask: operations['images.password'],
    answers: { registry: `${account}.dkr.ecr.${region}.amazonaws.com`, password: 'pass:word' },
  },
  {
    client: 'ecs',
    says: {
      DescribeServices: json({
        services: [
          {
            serviceArn: 'arn:service',
            status: 'ACTIVE',
            desiredCount: 2,
            runningCount: 2,
            createdAt: 1763633105.123,
            taskSets: [
              {
                id: 'ecs-svc/1',
                status: 'PRIMARY',
                taskDefinition: 'arn:td:1',
                computedDesiredCount: 2,
                runningCount: 2,
                scale: { value: 100.0, unit: 'PERCENT' },
                loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'app', containerPort: 8080 }],
              },
            ],
          },
        ],
        failures: [],
      }),
    },
    ask: operations['releases.service'],
    answers: {
      serviceArn: 'arn:service',
      desired: 2,
      running: 2,
      taskSets: [
        {
          id: 'ecs-svc/1',
          role: 'primary',
          taskDefinition: 'arn:td:1',
          targetGroupArn: 'arn:tg',
          desired: 2,
          running: 2,
        },
      ],
    },
  },
  {
    client: 'codedeploy',
    says: {
      GetDeployment: json({
        deploymentInfo: {
          deploymentId: 'd-8LHA5QKBM',
          status: 'InProgress',
          createTime: 1763633105.12,
          instanceTerminationWaitTimeStarted: true,
          rollbackInfo: {},
        },
      }),
      ListDeploymentTargets: json({ targetIds: [`${shop.cluster}:${shop.service}`] }),
      BatchGetDeploymentTargets: json({ deploymentTargets: [targetOf(['BeforeInstall', 'AllowTraffic'])] }),
    },
    ask: operations['releases.look'],
    answers: { state: 'warm', hooks: ['BeforeInstall', 'AllowTraffic'] },
  },
  ...['InProgress', 'Succeeded'].map(status => ({
    client: 'codedeploy',
    says: {
      GetDeployment: json({ deploymentInfo: { status: 'InProgress', instanceTerminationWaitTimeStarted: false } }),
      ListDeploymentTargets: json({ targetIds: [`${shop.cluster}:${shop.service}`] }),
      BatchGetDeploymentTargets: json({ deploymentTargets: [targetOf(['AllowTraffic'], status)] }),
    },
    ask: operations['releases.look'],
    answers: { state: status === 'Succeeded' ? 'warm' : 'working', hooks: ['AllowTraffic'] },
  })),
  {
    client: 'cloudwatch',
    says: {
      DescribeTargetGroups: xml(
        'DescribeTargetGroups',
        `<TargetGroups><member><TargetGroupArn>arn:tg</TargetGroupArn><LoadBalancerArns>
         <member>arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/shop/1</member></LoadBalancerArns></member></TargetGroups>`,
      ),
      GetMetricData: json(
        {
          MetricDataResults: [
            {
              Id: 'requests',
              Label: 'RequestCount',
              Timestamps: [1.7636328e9],
              Values: [100.0],
              StatusCode: 'Complete',
            },
            { Id: 'errors', Label: 'HTTPCode_Target_5XX_Count', Timestamps: [], Values: [], StatusCode: 'Complete' },
            { Id: 'p50', Label: 'p50', Timestamps: [1763632800], Values: [0.0123], StatusCode: 'Complete' },
            { Id: 'p95', Label: 'p95', Timestamps: [1763632800], Values: [0.2], StatusCode: 'Complete' },
          ],
          Messages: [],
        },
        '1.0',
      ),
    },
    ask: operations['releases.figures'],
    answers: { requests: 100, errors: 0, p50Ms: 12.3, p95Ms: 200 },
  },
  {
    client: 'logs',
    says: {
      DescribeLogStreams: json({ logStreams: [{ logStreamName: 'app/app/1', creationTime: 1763633105123 }] }),
      GetLogEvents: json({ events: [{ timestamp: 1763633105124, message: '배포 listening', ingestionTime: 1 }] }),
    },
    ask: operations['releases.lastLines'],
    answers: ['배포 listening'],
  },
  {
    client: 'codebuild',
    says: {
      BatchGetBuilds: json({
        builds: [
          {
            id: 'panda-build:1',
            buildStatus: 'SUCCEEDED',
            currentPhase: 'COMPLETED',
            startTime: 1.763633105123e9,
            buildComplete: true,
            exportedEnvironmentVariables: [{ name: 'PANDA_REPORT', value: '{"n":3,"milestones":[]}' }],
          },
        ],
        buildsNotFound: [],
      }),
    },
    ask: operations['builds.look'],
    answers: { state: 'succeeded', report: { n: 3, milestones: [] } },
  },
  {
    client: 'kms',
    says: {
      Decrypt: json({
        KeyId: 'arn:key',
        Plaintext: dataKey.toString('base64'),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }),
    },
    ask: ({ vault }) => vault.open(context, sealed()),
    answers: 'ghp_secret',
  },
  {
    client: 'sfn',
    says: {
      DescribeExecution: json({ executionArn: 'arn', status: 'RUNNING', startDate: 1.763633105123e9 }, '1.0'),
    },
    ask: operations['executions.running'],
    answers: true,
  },
  {
    client: 'eventbridge',
    says: {
      DescribeEventBus: json({
        Name: 'panda-ingress',
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'PandaCustomers',
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${account}:root` },
              Action: 'events:PutEvents',
              Resource: 'arn:bus',
            },
          ],
        }),
      }),
    },
    ask: operations['eventRules.admits'],
    answers: true,
  },
  {
    client: 'eventbridge',
    says: {
      PutEvents: json({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }],
      }),
    },
    ask: operations['buildReports.send'],
    answers: 'throttled',
  },
  {
    client: 'dynamodb',
    says: {
      GetItem: json({ Item: { pk: { S: 'dep_1' }, sk: { S: 'summary' }, n: { N: '1.5' }, s: { SS: ['a'] } } }, '1.0'),
    },
    ask: operations['table.get'],
    answers: { pk: 'dep_1', sk: 'summary', n: 1.5, s: new Set(['a']) },
  },
  {
    client: 'apigateway',
    says: { PostToConnection: { status: 200 } },
    ask: operations['sockets.post'],
    answers: 'sent',
  },
  {
    client: 'scheduler',
    says: {
      CreateSchedule: { body: '{"ScheduleArn":"arn:schedule"}', headers: { 'content-type': 'application/json' } },
    },
    ask: operations['laterNotices.send'],
    answers: undefined,
  },
]
