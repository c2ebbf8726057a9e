// How somebody makes Panda's role in an AWS account.
import type { ExternalId } from '../../client/types.ts'

const stackName = 'panda'

type Parameter = { name: string; value: string }

/** What the template asks for, in its words. */
export const parametersOf = ({ externalId, platformAccountId, ingressBusArn }: ExternalId): Parameter[] => [
  { name: 'ExternalId', value: externalId },
  ...(platformAccountId === null ? [] : [{ name: 'PlatformAccountId', value: platformAccountId }]),
  ...(ingressBusArn === null ? [] : [{ name: 'IngressBusArn', value: ingressBusArn }]),
]

/** CloudFormation's page with everything filled in. Undefined: it takes templates from S3 only.
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html */
export const quickCreate = (asked: ExternalId, region: string): string | undefined => {
  const { templateUrl } = asked
  if (templateUrl === null || !isOnS3(templateUrl)) return undefined
  const query = new URLSearchParams([
    ['templateURL', templateUrl],
    ['stackName', stackName],
    ...parametersOf(asked).map(({ name, value }) => [`param_${name}`, value]),
  ])
  return `${consoleOf(region)}/stacks/quickcreate?${query}`
}

/** The same page without the template: it is uploaded there. */
export const createStack = (region: string) => `${consoleOf(region)}/stacks/create`

/** In a terminal, where the `aws` of that account is. */
export const commandOf = (asked: ExternalId, region: string): string | undefined => {
  if (asked.templateUrl === null) return undefined
  const given = parametersOf(asked).map(({ name, value }) => `${name}=${value}`)
  return [
    `curl -fsS -o panda-onboarding.json '${asked.templateUrl}'`,
    `aws cloudformation deploy --stack-name ${stackName} --template-file panda-onboarding.json \\`,
    `  --capabilities CAPABILITY_NAMED_IAM${isRegion(region) ? ` --region ${region}` : ''} \\`,
    `  --parameter-overrides ${given.join(' ')}`,
    `aws cloudformation describe-stacks --stack-name ${stackName}${isRegion(region) ? ` --region ${region}` : ''} \\`,
    `  --query "Stacks[0].Outputs[?OutputKey=='RoleArn'].OutputValue" --output text`,
  ].join('\n')
}

export const regions = [
  'ap-northeast-2',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-south-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'sa-east-1',
]

const isRegion = (text: string) => /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/.test(text)

const isOnS3 = (url: string) =>
  /^https:\/\/(?:[^/]+\.)?s3[.-](?:[a-z0-9-]+\.)?(?:dualstack\.)?amazonaws\.com(?:\.cn)?\//.test(url)

/** China and the government's clouds have consoles of their own. */
const consoleOf = (region: string) => {
  if (!isRegion(region)) return 'https://console.aws.amazon.com/cloudformation/home#'
  const domain = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com'
  return `https://${domain}/cloudformation/home?region=${region}#`
}
