// The pretend SNS: topics, e-mail subscriptions with a filter on one attribute, and mail that ends in the place's outbox.
// Nobody has to confirm a subscription here. https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
import { AwsError } from './aws-error.ts'
import type { Service } from './kernel.ts'
import { placeOf, rows } from './rows.ts'

type SubscribeInput = { TopicArn: string; Protocol: string; Endpoint: string; Attributes?: { FilterPolicy?: string } }
type PublishInput = {
  TopicArn: string
  Subject: string
  Message: string
  MessageAttributes?: Record<string, { StringValue: string }>
}
type Subscription = { arn: string; topic: string; endpoint: string; filter: Record<string, string[]> }

export const sns: Service = kernel => {
  const topics = rows<{ arn: string }>(kernel, 'sns.topic')
  const subscriptions = rows<Subscription>(kernel, 'sns.subscription')
  const known = (arn: string) => {
    if (!topics.get(placeOf(arn), arn)) throw new AwsError('NotFoundException', 'Topic does not exist', 404)
    return placeOf(arn)
  }
  return {
    commands: {
      CreateTopic: async (input: { Name: string }, caller) => {
        if (!/^[A-Za-z0-9_-]{1,256}$/.test(input.Name))
          throw new AwsError('InvalidParameterException', 'Invalid parameter: Topic Name')
        const arn = `arn:aws:sns:${caller.region}:${caller.accountId}:${input.Name}`
        topics.put(caller, arn, { arn })
        return { TopicArn: arn }
      },

      // One that is not there is fine.
      DeleteTopic: async ({ TopicArn }: { TopicArn: string }) => {
        const at = placeOf(TopicArn)
        for (const one of subscriptions.of(at).filter(one => one.topic === TopicArn)) subscriptions.remove(at, one.arn)
        topics.remove(at, TopicArn)
        return {}
      },

      Subscribe: async ({ TopicArn, Protocol, Endpoint, Attributes }: SubscribeInput) => {
        const at = known(TopicArn)
        if (Protocol !== 'email') throw new Error(`The pretend SNS knows e-mail, not ${Protocol}`)
        const filter = JSON.parse(Attributes?.FilterPolicy ?? '{}') as Subscription['filter']
        const same = subscriptions.of(at).find(one => one.topic === TopicArn && one.endpoint === Endpoint)
        if (same && JSON.stringify(same.filter) !== JSON.stringify(filter))
          throw new AwsError('InvalidParameterException', 'Subscription already exists with different attributes')
        const arn = same?.arn ?? `${TopicArn}:${kernel.random.hex(16)}`
        subscriptions.put(at, arn, { arn, topic: TopicArn, endpoint: Endpoint, filter })
        return { SubscriptionArn: arn }
      },

      Publish: async ({ TopicArn, Subject, Message, MessageAttributes = {} }: PublishInput) => {
        const at = known(TopicArn)
        if (!/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject))
          throw new AwsError('InvalidParameterException', 'Invalid parameter: Subject')
        const wants = ({ filter }: Subscription) =>
          Object.entries(filter).every(([name, values]) => values.includes(MessageAttributes[name]?.StringValue ?? ''))
        for (const one of subscriptions.of(at).filter(one => one.topic === TopicArn && wants(one)))
          await kernel.world.outbox?.put({ to: one.endpoint, subject: Subject, text: Message })
        return { MessageId: kernel.random.hex(16) }
      },
    },
  }
}
