import { newKey } from "./key.ts"
import { type Cell, cell, type Store } from "./store.ts"

/** A write that waits until the server is there again. Its key makes a repeat harmless. */
export interface PendingWrite<Body> {
  /** Goes as `Idempotency-Key`: made once, used for every try. */
  key: string
  body: Body
}

/** Thrown by `send` when the server said no: the write is taken out and reported, never repeated. */
export class WriteRefused extends Error {
  readonly reason: unknown
  constructor(reason: unknown) {
    super(reason instanceof Error ? reason.message : "Refused.")
    this.reason = reason
  }
}

export interface WriteQueueOptions<Body> {
  /** Resolves when the server has it, throws `WriteRefused` when it will not take it, anything else: try again. */
  send: (body: Body, key: string) => Promise<void>
  onRefused?: (write: PendingWrite<Body>, reason: unknown) => void
  /** Where waiting writes survive a reload of the page. */
  storage?: Pick<Storage, "getItem" | "setItem">
  storageName?: string
  makeKey?: () => string
}

/** How many writes may wait. Beyond it the person is told at once instead of losing one later. */
export const WAITING_WRITES_LIMIT = 100

export class WriteQueueFull extends Error {
  constructor() {
    super(`${WAITING_WRITES_LIMIT} entries are waiting already. Wait for the connection, then add this one.`)
  }
}

/** Writes in order, one at a time; what cannot be sent stays and is sent again by `flush`, under the same key. */
export class WriteQueue<Body> {
  readonly waiting: Store<readonly PendingWrite<Body>[]>
  readonly #waiting: Cell<readonly PendingWrite<Body>[]>
  readonly #options: WriteQueueOptions<Body>
  #running: Promise<void> | undefined

  constructor(options: WriteQueueOptions<Body>) {
    this.#options = options
    this.#waiting = cell<readonly PendingWrite<Body>[]>(this.#stored())
    this.waiting = this.#waiting
  }

  /** Takes a write and tries at once. */
  add(body: Body): Promise<void> {
    const waiting = this.#waiting.get()
    if (waiting.length >= WAITING_WRITES_LIMIT) return Promise.reject(new WriteQueueFull())
    this.#set([...waiting, { key: (this.#options.makeKey ?? newKey)(), body }])
    return this.flush()
  }

  /** Sends what waits, until all is sent or one cannot be. Called when the connection is live again. */
  flush(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Forgets what waits: it was somebody else's. */
  clear(): void {
    this.#set([])
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.get()[0]; next; next = this.#waiting.get()[0]) {
      const write = next
      try {
        await this.#options.send(write.body, write.key)
      } catch (failure) {
        if (!(failure instanceof WriteRefused)) return
        this.#options.onRefused?.(write, failure.reason)
      }
      this.#set(this.#waiting.get().filter((other) => other.key !== write.key))
    }
  }

  #set(waiting: readonly PendingWrite<Body>[]): void {
    this.#waiting.set(waiting)
    const { storage, storageName } = this.#options
    try {
      if (storage && storageName) storage.setItem(storageName, JSON.stringify(waiting))
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
  }

  #stored(): PendingWrite<Body>[] {
    const { storage, storageName } = this.#options
    try {
      const stored: unknown = JSON.parse((storageName && storage?.getItem(storageName)) || "[]")
      return Array.isArray(stored) ? stored.slice(0, WAITING_WRITES_LIMIT) : []
    } catch {
      return []
    }
  }
}
