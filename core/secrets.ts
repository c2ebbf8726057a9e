// How far the tasks of a service may read secrets. The customer's own policy says it, once for all services: Panda gives it to
// their execution roles, and may write none. What it lets a role read hangs on the role's tag.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

/** The onboarding template makes it. */
export const secretsPolicy = 'panda-secrets'

/** On an execution role: OWNER/REPO/ENVIRONMENT. On a parameter or secret that lies elsewhere: who may read it all the same. */
export const secretsTag = 'panda-secrets'

const reader = `\${aws:PrincipalTag/${secretsTag}}`

const reads = { parameters: 'ssm:GetParameters', secrets: 'secretsmanager:GetSecretValue' }

export const secretsStatements = ({ partition, account }: { partition: string; account: string }) => {
  const at = (service: string) => `arn:${partition}:${service}:*:${account}`
  const tagged = { StringEquals: { [`aws:ResourceTag/${secretsTag}`]: [reader] } }
  return [
    { Effect: 'Allow', Action: [reads.parameters], Resource: [`${at('ssm')}:parameter/panda/${reader}/*`] },
    { Effect: 'Allow', Action: [reads.secrets], Resource: [`${at('secretsmanager')}:secret:panda/${reader}/*`] },
    { Effect: 'Allow', Action: [reads.parameters], Resource: [`${at('ssm')}:parameter/*`], Condition: tagged },
    { Effect: 'Allow', Action: [reads.secrets], Resource: [`${at('secretsmanager')}:secret:*`], Condition: tagged },
  ]
}
