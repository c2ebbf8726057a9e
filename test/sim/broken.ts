// What must always hold (issue 5), and how it is said that it does not.

export const promises = {
  finals: 'one final event per accepted deployment, and it is last',
  log: 'seq without a gap, nothing rewritten, state equals the fold',
  history: "each client's history is a prefix of the log, each event once, in order",
  lock: 'at most one active release a service, held by a live deployment',
  switch: 'traffic moves only after a request for this digest, and to a healthy green',
  serving: 'what served or its successor serves at every moment; blue outlives the switch',
  review: 'nothing is released before its reviewers have agreed, nor by whoever has started it; going back asks nobody',
  gates: 'nothing is released past a gate that blocks; going back asks no gate',
  rules: 'what a rule condemns after the switch does not stay',
  schedule: 'each time that is due begins at most one deployment, and none once its schedule is gone',
  protection: 'a panda.yml asks for more protection than is set, never for less; one that is broken begins nothing',
  settings: 'what runs has the settings that its release was accepted with, all of them; going back brings them back',
  told: 'once quiet, the service record says what serves, whoever has changed it',
  slots: 'slots equal live deployments, once quiet',
  secrets: 'no canary secret in an event, a log line, an answer, an error, a bus message',
  tenant: "every key read or written carries the caller's tenant",
  forged: 'a forged event changes nothing',
  ends: 'once faults stop, everything is final within bounded time',
  leftovers: 'every started build and release is finished or verified stopped',
  same: 'the same seed tells the same story, to the last step',
  unexpected: 'no fault that nobody expected',
} as const
export type Promised = keyof typeof promises

export class Broken extends Error {
  override name = 'Broken'
  readonly promise: Promised
  constructor(promise: Promised, words: string) {
    super(words)
    this.promise = promise
  }
}
