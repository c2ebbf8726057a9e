/** What an SDK client throws when a service says no: whoever called looks at `name`, people read the message. */
export class AwsError extends Error {
  readonly $fault: 'client' | 'server'
  readonly $metadata: { httpStatusCode: number }
  constructor(name: string, message: string, status = 400) {
    super(message)
    this.name = name
    this.$fault = status < 500 ? 'client' : 'server'
    this.$metadata = { httpStatusCode: status }
  }
}
