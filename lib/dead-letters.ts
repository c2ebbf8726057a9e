// Where what could not be delivered ends: looked at by a person, within two weeks.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { Place } from './place.ts'

export class DeadLetters extends Construct {
  /** One for all, and one alarm on it: each letter names the rule, function or reader that it comes from. */
  readonly queue: Queue

  constructor(scope: Construct, place: Place) {
    super(scope, 'DeadLetters')
    this.queue = new Queue(this, 'Queue', {
      queueName: place.named('panda-dead-letters'),
      // SQS's own key: with one of ours, a grant too few would lose the very events that were to be kept.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    })
    accept(this.queue, { SQS3: 'It is the end of the line itself. An alarm rings when it holds something' })
  }
}
