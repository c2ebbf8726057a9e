/** What an SDK client throws when a service says no: whoever called looks at `name`, people read the message. */
export class AwsError extends Error {
  readonly $fault = 'client'
  readonly $metadata = { httpStatusCode: 400 }
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}
