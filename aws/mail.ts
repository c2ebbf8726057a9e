// E-mail, through SNS: a topic a tenant, and a filter on each subscription, so that an address hears what is addressed to it.
// Whoever is removed hears nothing more without being unsubscribed: nothing is addressed to them.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
import { createHash } from 'node:crypto'
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import type { Mail } from '../core/ports.ts'
import { topicPrefix } from '../core/rules.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

export const mail = (clients: Pick<Clients, 'platform'>, prefix = topicPrefix): Mail => ({
  async subscribe(tenant, address) {
    const { sns } = clients.platform
    // Idempotent by name, and by address: with the same attributes it answers what is there.
    const create = new CreateTopicCommand({
      Name: `${prefix}-${shortHash(tenant)}`,
      Attributes: { KmsMasterKeyId: 'alias/aws/sns', DisplayName: 'Panda' },
    })
    const { TopicArn = '' } = await asked('sns:CreateTopic', () => sns().send(create))
    const FilterPolicy = JSON.stringify({ to: [shortHash(address)] })
    const subscribe = new SubscribeCommand({
      ...{ TopicArn, Protocol: 'email', Endpoint: address },
      Attributes: { FilterPolicy },
    })
    await asked('sns:Subscribe', () => sns().send(subscribe))
    return TopicArn
  },

  async send(TopicArn, address, { subject, text }) {
    const to = { DataType: 'String', StringValue: shortHash(address) }
    const publish = new PublishCommand({ TopicArn, Subject: subject, Message: text, MessageAttributes: { to } })
    await asked('sns:Publish', () => clients.platform.sns().send(publish))
  },
})

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24)
