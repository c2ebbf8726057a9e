// Timers by their time: a binary heap. What rings at the same time rings in an order that the dice decide.

export type Timer = { time: number; tie: number; run: (() => void) | undefined }

export class Timers {
  private readonly heap: Timer[] = []
  private cancelled = 0

  add(timer: Timer): () => void {
    const { heap } = this
    heap.push(timer)
    let at = heap.length - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isEarlier(heap[at]!, heap[above]!)) break
      swap(heap, at, above)
      at = above
    }
    return () => {
      if (timer.run) this.cancelled += 1
      timer.run = undefined
    }
  }

  get size(): number {
    return this.heap.length - this.cancelled
  }

  isDue(time: number): boolean {
    while (this.heap[0] && !this.heap[0].run) {
      this.take()
      this.cancelled -= 1
    }
    return this.heap[0] !== undefined && this.heap[0].time <= time
  }

  /** The earliest that has not been called off. */
  next(): Timer | undefined {
    for (;;) {
      const timer = this.take()
      if (!timer) return undefined
      if (timer.run) return timer
      this.cancelled -= 1
    }
  }

  private take(): Timer | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < heap.length && isEarlier(heap[left]!, heap[least]!)) least = left
      if (right < heap.length && isEarlier(heap[right]!, heap[least]!)) least = right
      if (least === at) return first
      swap(heap, at, least)
      at = least
    }
  }
}

const isEarlier = (a: Timer, b: Timer) => a.time < b.time || (a.time === b.time && a.tie < b.tie)

const swap = (heap: Timer[], a: number, b: number) => {
  const kept = heap[a]!
  heap[a] = heap[b]!
  heap[b] = kept
}
