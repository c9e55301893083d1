import type { Frame } from "./protocol.ts"

type Deliver = (event: string, frame: Frame) => void

/** Frames that are held at most; beyond it the oldest are told at once. */
export const HELD_LIMIT = 2_000
/** Nothing is held longer, whatever its `displayAt` says. */
export const HOLD_MS_MAX = 900_000

/**
 * Holds frames back until their `displayAt`, so that whoever watches a delayed picture learns of nothing before it is seen. The
 * order stays: what came later is never told earlier.
 */
export class DisplayHold {
  readonly #deliver: Deliver
  readonly #serverNow: () => number | undefined
  readonly #held: { event: string; frame: Frame; due: number }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `serverNow`: the server's time in milliseconds, undefined while it is not known. */
  constructor(deliver: Deliver, serverNow: () => number | undefined) {
    this.#deliver = deliver
    this.#serverNow = serverNow
  }

  take(event: string, frame: Frame): void {
    const wait = this.#waitMs(frame)
    if (wait <= 0 && this.#held.length === 0) {
      this.#deliver(event, frame)
      return
    }
    const due = Math.max(performance.now() + wait, this.#held.at(-1)?.due ?? 0)
    this.#held.push({ event, frame, due })
    if (this.#held.length > HELD_LIMIT) this.#tellFirst()
    this.#wait()
  }

  /** Everything that is held is told now. */
  flush(): void {
    while (this.#held.length > 0) this.#tellFirst()
    this.#wait()
  }

  /** Nothing that is held is told any more. */
  drop(): void {
    this.#held.length = 0
    this.#wait()
  }

  #waitMs({ occurredAt, displayAt }: Frame): number {
    const due = Date.parse(displayAt ?? "")
    const happened = Date.parse(occurredAt ?? "")
    // Without a delay there is nothing to wait for, whatever the clocks say.
    if (Number.isNaN(due) || Number.isNaN(happened) || due <= happened) return 0
    const now = this.#serverNow()
    const wait = now === undefined ? due - happened : due - now
    return Math.min(wait, HOLD_MS_MAX)
  }

  #tellFirst(): void {
    const first = this.#held.shift()
    if (first) this.#deliver(first.event, first.frame)
  }

  #wait(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const first = this.#held[0]
    if (!first) return
    this.#timer = setTimeout(
      () => {
        while ((this.#held[0]?.due ?? Number.POSITIVE_INFINITY) <= performance.now()) this.#tellFirst()
        this.#wait()
      },
      Math.max(0, first.due - performance.now()),
    )
  }
}
