/** Asks the server what its clock shows; an RFC 3339 time. */
export type AskClock = () => Promise<{ now: string }>

/** Questions of one measurement. */
const SAMPLES = 4

/**
 * How far this device's clock is off the server's: measured, not assumed. Of several answers the quickest counts, since it errs
 * least: by no more than half the time it took.
 */
export class ServerClock {
  /** What must be added to the device's time; undefined until it is known. */
  offsetMs: number | undefined
  /** By how much that may be wrong. */
  errorMs = Number.POSITIVE_INFINITY
  readonly #ask: AskClock
  readonly #now: () => number

  constructor(ask: AskClock, now: () => number = Date.now) {
    this.#ask = ask
    this.#now = now
  }

  /** Measures anew; an answer that does not come leaves what was known. */
  async measure(): Promise<void> {
    const found: { offsetMs: number; errorMs: number }[] = []
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const asked = this.#now()
      const answer = await this.#ask().catch(() => undefined)
      const heard = this.#now()
      const then = Date.parse(answer?.now ?? "")
      if (Number.isNaN(then)) continue
      found.push({ offsetMs: then - (asked + heard) / 2, errorMs: (heard - asked) / 2 })
    }
    const best = found.sort((a, b) => a.errorMs - b.errorMs)[0]
    if (best) Object.assign(this, best)
  }

  /** The server's time now, in milliseconds since 1970; undefined while it is not known. */
  now(): number | undefined {
    return this.offsetMs === undefined ? undefined : this.#now() + this.offsetMs
  }
}
