// A port whose adapter is loaded with the first call of it. What an entry imports only there lies in a file of its own beside it
// (lib/bundle.ts): a call that has no use for it does not wait for it.
type Asynchronous<P> = { [K in keyof P]: P[K] extends (...given: never[]) => Promise<unknown> ? P[K] : never }

export const later = <P extends object>(load: () => Promise<P & Asynchronous<P>>): P => {
  let loading: Promise<P> | undefined
  const call =
    (name: string | symbol) =>
    async (...given: unknown[]): Promise<unknown> => {
      loading ??= load()
      const port: object = await loading
      return Reflect.apply(Reflect.get(port, name), port, given)
    }
  // It is no promise: whoever awaits it gets it as it is.
  return new Proxy({} as P, { get: (_, name) => (name === 'then' ? undefined : call(name)) })
}
