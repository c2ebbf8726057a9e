// What was measured of real requests to one target group: an hour in buckets of a second.
const bucketMs = 1000
const keptBuckets = 3600
/** Latency samples a bucket: 100 x 3600 x 8 bytes is 3 MB a group at worst. */
const samplesKept = 100

type Bucket = { requests: number; errors: number; latenciesMs: number[]; every: number }

export class Figures {
  private readonly buckets = new Map<number, Bucket>()

  /** `latencyMs` null: there was no answer whose time could be taken. */
  add(endedAt: number, latencyMs: number | null, failed: boolean): void {
    const bucket = this.bucket(Math.floor(endedAt / bucketMs))
    if (latencyMs !== null && bucket.requests % bucket.every === 0) bucket.latenciesMs.push(latencyMs)
    bucket.requests++
    if (failed) bucket.errors++
    if (bucket.latenciesMs.length > samplesKept) thin(bucket)
  }

  /** Whole buckets that touch `from` (included) to `to` (excluded). */
  between(from: number, to: number): { requests: number; errors: number; latenciesMs: number[] } {
    const sum = { requests: 0, errors: 0, latenciesMs: [] as number[] }
    for (const [second, bucket] of this.buckets) {
      if ((second + 1) * bucketMs <= from || second * bucketMs >= to) continue
      sum.requests += bucket.requests
      sum.errors += bucket.errors
      sum.latenciesMs.push(...bucket.latenciesMs)
    }
    return sum
  }

  private bucket(second: number): Bucket {
    let bucket = this.buckets.get(second)
    if (!bucket) {
      bucket = { requests: 0, errors: 0, latenciesMs: [], every: 1 }
      this.buckets.set(second, bucket)
      // A Map keeps the order of insertion, so the first is the oldest.
      for (const oldest of this.buckets.keys()) {
        if (this.buckets.size <= keptBuckets && oldest > second - keptBuckets) break
        this.buckets.delete(oldest)
      }
    }
    return bucket
  }
}

/** Every other sample goes, and from now on half as many are taken: still spread evenly over the second. */
const thin = (bucket: Bucket) => {
  bucket.latenciesMs = bucket.latenciesMs.filter((_, i) => i % 2 === 0)
  bucket.every *= 2
}
