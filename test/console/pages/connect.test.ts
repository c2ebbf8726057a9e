import { describe, expect, it } from 'vitest'
import { branchIn, repositoryIn } from '../../../console/connect/repository.ts'
import { commandOf, createStack, parametersOf, quickCreate, regions } from '../../../console/connect/role.ts'
import { connectAwsBody } from '../../../core/schemas.ts'
import { onboardingTemplate } from '../../../lib/onboarding-template.ts'

describe('a repository', () => {
  it.each([
    'panda/hello',
    ' panda/hello ',
    'https://github.com/panda/hello',
    'https://github.com/panda/hello.git',
    'https://github.com/panda/hello/tree/feature/login?tab=readme#top',
    'http://x-access-token:secret@github.example.com:8443/panda/hello.git',
    'git@github.com:panda/hello.git',
    'ssh://git@github.com/panda/hello.git',
  ])('is found in %s', text => {
    expect(repositoryIn(text)).toEqual({ owner: 'panda', repo: 'hello' })
  })

  it.each(['', 'hello', 'panda/', '/', 'panda/hello/more', 'https://github.com/panda'])('is not in "%s"', text => {
    expect(repositoryIn(text)).toBeUndefined()
  })

  it('is what was typed, whatever that is: Panda says what it thinks of it', () => {
    expect(repositoryIn('<img src=x onerror=alert(1)>/x')).toEqual({ owner: '<img src=x onerror=alert(1)>', repo: 'x' })
  })

  it('may come with a branch', () => {
    expect(branchIn('https://github.com/panda/hello/tree/feature/login/')).toBe('feature/login')
    expect(branchIn('panda/hello')).toBeUndefined()
  })
})

describe('the role', () => {
  const asked = {
    externalId: `panda-${'0'.repeat(32)}`,
    templateUrl: 'https://bucket.s3.ap-northeast-2.amazonaws.com/onboarding.json',
    platformAccountId: '999999999999',
    ingressBusArn: 'arn:aws:events:ap-northeast-2:999999999999:event-bus/panda-ingress',
  }
  const onCloudFront = { ...asked, templateUrl: 'https://d111.cloudfront.net/onboarding.json' }

  it('is asked for in the words of the template', () => {
    const { Parameters } = onboardingTemplate() as { Parameters: Record<string, { AllowedPattern?: string }> }
    for (const { name, value } of parametersOf(asked))
      expect(value).toMatch(new RegExp(Parameters[name]!.AllowedPattern!))
    const given = parametersOf(asked).map(({ name }) => name)
    expect(Object.keys(Parameters).filter(name => !given.includes(name))).toEqual(['MakeRoles'])
  })

  it('is made at one address with everything filled in, where CloudFormation takes the template from', () => {
    const url = new URL(quickCreate(asked, 'ap-northeast-2')!)
    expect(url.origin + url.pathname + url.search).toBe(
      'https://console.aws.amazon.com/cloudformation/home?region=ap-northeast-2',
    )
    const [path, query] = url.hash.slice(1).split('?')
    expect(path).toBe('/stacks/quickcreate')
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      templateURL: asked.templateUrl,
      stackName: 'panda',
      param_ExternalId: asked.externalId,
      param_PlatformAccountId: asked.platformAccountId,
      param_IngressBusArn: asked.ingressBusArn,
    })
    for (const url of [
      'http://127.0.0.1:8080/onboarding.json',
      onCloudFront.templateUrl,
      null,
      'https://s3.evil.example/',
    ])
      expect(quickCreate({ ...asked, templateUrl: url }, 'ap-northeast-2')).toBeUndefined()
  })

  it('leads to the console of its part of AWS, and puts nothing strange into an address', () => {
    expect(createStack('cn-north-1')).toContain('https://console.amazonaws.cn/')
    expect(createStack('us-gov-west-1')).toContain('https://console.amazonaws-us-gov.com/')
    for (const region of ['', 'local-1', 'x#/evil', "'; rm -rf /"])
      expect(createStack(region)).toBe('https://console.aws.amazon.com/cloudformation/home#/stacks/create')
  })

  it('can be made in a terminal', () => {
    const command = commandOf(onCloudFront, 'eu-west-1')!
    expect(command).toContain(`--parameter-overrides ExternalId=${asked.externalId} PlatformAccountId=999999999999`)
    expect(command.match(/--region eu-west-1/g)).toHaveLength(2)
    expect(commandOf(asked, '$(rm -rf /)')).not.toContain('rm -rf')
    expect(commandOf({ ...asked, templateUrl: null }, 'eu-west-1')).toBeUndefined()
  })

  it('goes with regions that Panda takes', () => {
    const roleArn = 'arn:aws:iam::123456789012:role/PandaDeployRole'
    for (const region of regions) expect(connectAwsBody.parse({ region, roleArn })).toEqual({ region, roleArn })
  })
})
