/** [alertId, attempt] */
export type Attempt = [alertId: string, attempt: number]

/** How many attempts are remembered; the server conducts one at a time, so the last few are enough. */
const REMEMBERED = 64

/**
 * What this overlay started and finished, surviving a reload of the OBS source. `started` belongs to this source
 * alone (two scenes may both show an alert); `finished` is shared by all of this browser: any of them ends it.
 */
export class Memory {
  readonly #started: Ring
  readonly #finished: Ring

  constructor(session: Storage | undefined, local: Storage | undefined) {
    this.#started = new Ring(session, "footlights.started")
    this.#finished = new Ring(local, "footlights.finished")
  }

  /** True the first time only. Written down before anything is painted. */
  start(attempt: Attempt): boolean {
    return this.#started.add(attempt)
  }

  isFinished(attempt: Attempt): boolean {
    return this.#finished.has(attempt)
  }

  finish(attempt: Attempt): void {
    this.#finished.add(attempt)
  }

  /** For the join after a reload. */
  finished(): Attempt[] {
    return this.#finished.all()
  }
}

class Ring {
  readonly #storage: Storage | undefined
  readonly #name: string
  #kept: Attempt[]

  constructor(storage: Storage | undefined, name: string) {
    this.#storage = storage
    this.#name = name
    this.#kept = this.#stored()
  }

  has([id, attempt]: Attempt): boolean {
    return this.all().some((kept) => kept[0] === id && kept[1] === attempt)
  }

  add(attempt: Attempt): boolean {
    if (this.has(attempt)) return false
    this.#kept = [...this.all(), attempt].slice(-REMEMBERED)
    try {
      this.#storage?.setItem(this.#name, JSON.stringify(this.#kept))
    } catch {
      // Without storage the memory lasts as long as the page.
    }
    return true
  }

  all(): Attempt[] {
    if (this.#storage) this.#kept = this.#stored(this.#kept)
    return this.#kept
  }

  #stored(otherwise: Attempt[] = []): Attempt[] {
    try {
      const stored: unknown = JSON.parse(this.#storage?.getItem(this.#name) ?? "null")
      return Array.isArray(stored) ? stored.filter(isAttempt) : otherwise
    } catch {
      return otherwise
    }
  }
}

const isAttempt = (value: unknown): value is Attempt =>
  Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number"

/** A storage that may be forbidden by the browser's settings. */
export function storageOrNone(which: () => Storage): Storage | undefined {
  try {
    return which()
  } catch {
    return undefined
  }
}
