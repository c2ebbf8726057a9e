// The buses and what leads where, from core/rules.ts. What EventBridge cannot deliver, and what a function fails on, is kept.
import { Duration } from 'aws-cdk-lib'
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { Construct } from 'constructs'
import { type EventRule, ingressBus, ingressRules, internalBus, internalRules } from '../core/rules.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import type { Place } from './place.ts'

type Targets = Record<EventRule['target'] | 'panda-sweep', EntryFunction>

export class Events extends Construct {
  readonly ingress: EventBus
  readonly internal: EventBus
  private readonly place: Place
  private readonly letters: DeadLetters

  constructor(scope: Construct, place: Place, targets: Targets, letters: DeadLetters) {
    super(scope, 'Events')
    this.place = place
    this.letters = letters
    // Its policy is Panda's own to write, at connect: it lists the customers' accounts.
    this.ingress = new EventBus(this, 'Ingress', { eventBusName: place.named(ingressBus) })
    // Without a policy nobody from outside may put; inside, only whom `bindInternal` has let.
    this.internal = new EventBus(this, 'Internal', { eventBusName: place.named(internalBus) })
    for (const rule of [...ingressRules, ...internalRules]) this.lead(rule, targets[rule.target])
    const everyHour = Schedule.rate(Duration.hours(1))
    const sweep = new Rule(this, 'panda-sweep', { ruleName: place.named('panda-sweep'), schedule: everyHour })
    sweep.addTarget(this.target(targets['panda-sweep']))
    for (const entry of new Set(Object.values(targets))) this.keepFailures(entry)
  }

  bindIngress(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.ingress.eventBusArn])
  }

  bindInternal(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.internal.eventBusArn])
  }

  private lead(rule: EventRule, to: EntryFunction) {
    new Rule(this, rule.name, {
      ruleName: this.place.named(rule.name),
      eventBus: { [ingressBus]: this.ingress, [internalBus]: this.internal }[rule.bus],
      eventPattern: this.patternOf(rule),
      targets: [this.target(to)],
    })
  }

  /** On the default bus others' builds are told of, too. */
  private patternOf({ bus, pattern }: EventRule) {
    const { source, 'detail-type': detailType, detail } = pattern as Pattern
    const ours = { 'project-name': [this.place.named('panda-build')] }
    return { source, detailType, ...(bus === 'default' ? { detail: { ...detail, ...ours } } : detail && { detail }) }
  }

  /** A hint is worth something for as long as a stage may take; what comes later, the slow look has seen. */
  private target(entry: EntryFunction) {
    const deadLetterQueue = this.letters.queue
    return new LambdaFunction(entry.lambda, { deadLetterQueue, maxEventAge: Duration.minutes(15), retryAttempts: 10 })
  }

  /** EventBridge is done once Lambda has taken the event: what fails after that is Lambda's to keep. */
  private keepFailures({ lambda }: EntryFunction) {
    const onFailure = new SqsDestination(this.letters.queue)
    lambda.configureAsyncInvoke({ maxEventAge: Duration.minutes(15), retryAttempts: 2, onFailure })
  }
}

type Pattern = { source: string[]; 'detail-type': string[]; detail?: Record<string, unknown> }
