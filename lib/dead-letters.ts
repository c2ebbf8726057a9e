// Where what could not be delivered ends: looked at by a person, within two weeks.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { Place } from './place.ts'

const kept = {
  undelivered: 'events that EventBridge could not hand to a function',
  failed: 'events, and sweeps, that a function failed on',
  advance: 'where in the stream advance failed',
  push: 'where in the stream push failed',
} as const

export type DeadLetter = keyof typeof kept

export class DeadLetters extends Construct {
  readonly queues: Record<DeadLetter, Queue>

  constructor(scope: Construct, place: Place) {
    super(scope, 'DeadLetters')
    const queue = (name: DeadLetter) => this.queue(name, place)
    this.queues = {
      undelivered: queue('undelivered'),
      failed: queue('failed'),
      advance: queue('advance'),
      push: queue('push'),
    }
  }

  private queue(name: DeadLetter, place: Place) {
    const queue = new Queue(this, name, {
      queueName: place.named(`panda-${name}`),
      // SQS's own key: with one of ours, a grant too few would lose the very events that were to be kept.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    })
    accept(queue, { SQS3: `It is the end of the line itself: ${kept[name]}. An alarm rings when it holds something` })
    return queue
  }
}
