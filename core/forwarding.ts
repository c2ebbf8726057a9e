// How events get from a customer's account to the platform: the very same whether the onboarding template makes it or Panda
// itself, over keys. The bus is an ARN, or a template's reference to one.

export const forwarding = {
  targetId: 'panda',
  /** A role of that name without it is somebody else's. */
  tag: { Key: 'panda', Value: 'events' },
  trust: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  policyName: 'panda-ingress',
}

export const forwardingPolicy = <Bus>(bus: Bus) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }],
})
