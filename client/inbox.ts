// What has arrived and is not yet read, for one reader.

export type Inbox<T> = {
  push(item: T): void
  /** After what is there has been read. */
  end(): void
  /** After what is there has been read. */
  fail(fault: unknown): void
  /** At once: what is there is dropped. */
  abort(fault: unknown): void
  read(): AsyncGenerator<T, void>
}

export const inbox = <T>(): Inbox<T> => {
  let items: T[] = []
  let over: { fault?: { value: unknown } } | undefined
  let wake = () => {}
  const finish = (how: { fault?: { value: unknown } }) => {
    over ??= how
    wake()
  }
  return {
    push(item) {
      if (over === undefined) items.push(item)
      wake()
    },
    end: () => finish({}),
    fail: value => finish({ fault: { value } }),
    abort(value) {
      items = []
      over = { fault: { value } }
      wake()
    },
    async *read() {
      for (;;) {
        for (let item = items.shift(); item !== undefined; item = items.shift()) yield item
        if (over?.fault) throw over.fault.value
        if (over) return
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}
