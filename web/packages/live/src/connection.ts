import { backoffMs } from "./backoff.ts"
import { Follower, type Topic } from "./follower.ts"
import { socketAtOriginLater } from "./laterSocket.ts"
import type { Ack, Frame, Snapshot } from "./protocol.ts"
import { OfflineError, RefusedError } from "./protocol.ts"
import type { Auth, MakeSocket, WireSocket } from "./socket.ts"
import { type Cell, cell, type Store } from "./store.ts"

/**
 * `connecting`: never been live yet. `live`: connected, every topic joined. `offline`: lost, trying again by
 * itself. `revoked`: the server ended it for good (a revoked token, a ban, a rotated overlay key).
 */
export type Phase = "connecting" | "live" | "offline" | "revoked"
export interface LiveState {
  phase: Phase
  /** Tries since the loss; 0 when live. */
  attempt: number
}

/** Thrown by `auth` when there is nobody signed in any more: the connection becomes `revoked`. */
export class SignedOutError extends Error {}

export interface ConnectionOptions {
  namespace: "/streaming" | "/streaming/overlay" | "/rooms"
  /** Asked at every connect, since tokens for sockets are short-lived. */
  auth?: () => Promise<Auth>
  /** Sockets at this page's origin, fetched when they are needed, where nothing is said. */
  makeSocket?: MakeSocket
  /** In [0, 1); jitter. */
  chance?: () => number
  /** How long an answer may take, in milliseconds. */
  answerMs?: number
}

type Handler = (frame: Frame) => void

export class Connection {
  readonly state: Store<LiveState>
  readonly #state: Cell<LiveState> = cell<LiveState>({ phase: "connecting", attempt: 0 })
  readonly #options: ConnectionOptions
  readonly #socket: WireSocket
  readonly #followers = new Set<Follower>()
  readonly #handlers = new Map<string, Set<Handler>>()
  #retry: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.state = this.#state
    const make = options.makeSocket ?? socketAtOriginLater()
    this.#socket = make(options.namespace, (give) => this.#authenticate(give))
    this.#socket.on("connect", () => this.#rejoinAll())
    this.#socket.on("disconnect", (reason: string) => this.#lost(reason))
    this.#socket.on("connect_error", () => this.#failed())
    this.#socket.onAny((event, frame) => this.#received(event, frame as Frame))
    if (typeof addEventListener === "function") {
      addEventListener("online", this.#hurry)
      addEventListener("visibilitychange", this.#hurry, true)
    }
    this.#socket.connect()
  }

  /** Follows a topic until the answer is called; joins again after every loss, with what was seen last. */
  follow(topic: Topic): () => void {
    const follower = new Follower(topic)
    this.#followers.add(follower)
    if (this.#socket.connected) void this.#join(follower)
    return () => {
      this.#followers.delete(follower)
      if (this.#socket.connected && topic.leave) this.#socket.emit(topic.leave, topic.body())
    }
  }

  /** Frames of this name, new or not: for those that are not part of a topic's history (alerts, counts). */
  on(event: string, handler: Handler): () => void {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  /** Sends and waits for the acknowledgement. */
  request<T>(event: string, body: object): Promise<T> {
    if (!this.#socket.connected) return Promise.reject(new OfflineError())
    return new Promise((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new OfflineError("The server did not answer in time.")),
        this.#options.answerMs ?? 10_000,
      )
      this.#socket.emit(event, body, (ack: Ack<T>) => {
        clearTimeout(limit)
        if (ack?.ok) resolve(ack as T)
        else
          reject(new RefusedError(ack?.error ?? { code: "internal", message: "The server gave no reason." }))
      })
    })
  }

  /** Sends without waiting; dropped when not connected. */
  send(event: string, body: object): void {
    if (this.#socket.connected) this.#socket.emit(event, body)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    if (typeof removeEventListener === "function") {
      removeEventListener("online", this.#hurry)
      removeEventListener("visibilitychange", this.#hurry, true)
    }
    this.#socket.disconnect()
  }

  /** For good: nothing tries again. */
  revoke(): void {
    clearTimeout(this.#retry)
    this.#state.set({ phase: "revoked", attempt: 0 })
    this.#socket.disconnect()
  }

  #authenticate(give: (auth: Auth) => void): void {
    const { auth } = this.#options
    if (!auth) {
      give({})
      return
    }
    auth().then(give, (failure) => {
      if (failure instanceof SignedOutError) {
        this.revoke()
        return
      }
      // Without credentials the server would refuse for a wrong reason; hang up and try later.
      this.#socket.disconnect()
      this.#failed()
    })
  }

  #rejoinAll(): void {
    void Promise.all([...this.#followers].map((follower) => this.#join(follower))).then((joined) => {
      if (this.#socket.connected && joined.every(Boolean)) this.#state.set({ phase: "live", attempt: 0 })
    })
  }

  /** True when joined or refused for good: only a join that got no answer keeps the connection from being live. */
  async #join(follower: Follower): Promise<boolean> {
    try {
      follower.joined(await this.request(follower.topic.join, follower.request()))
      return true
    } catch (failure) {
      if (failure instanceof RefusedError && !RETRYABLE.has(failure.code)) {
        this.#followers.delete(follower)
        follower.topic.onRefused?.(failure)
        return true
      }
      // No answer, or "not now": hang up, so that the whole way is tried again.
      this.#socket.disconnect()
      this.#failed()
      return false
    }
  }

  #received(event: string, frame: Frame): void {
    if (event === "resync") {
      for (const follower of this.#followers)
        if (follower.cursor.topic === frame.topic) void this.#join(follower)
      return
    }
    for (const handler of this.#handlers.get(event) ?? []) handler(frame)
    for (const follower of this.#followers) {
      if (event === "snapshot") follower.snapshot(frame as unknown as Snapshot)
      else follower.frame(event, frame)
    }
  }

  #lost(reason: string): void {
    // "io client disconnect" is ours: close() and revoke() want no retry, the others schedule it themselves.
    if (reason === "io server disconnect") this.revoke()
    else if (reason !== "io client disconnect") this.#failed()
  }

  #failed(): void {
    const { phase, attempt } = this.#state.get()
    if (this.#closed || phase === "revoked") return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(
      () => this.#socket.connect(),
      backoffMs(attempt, (this.#options.chance ?? Math.random)()),
    )
    this.#state.set({
      phase: phase === "connecting" && attempt < 2 ? "connecting" : "offline",
      attempt: attempt + 1,
    })
  }

  /** The network or the person came back: do not sit out the rest of the wait. */
  readonly #hurry = (): void => {
    if (this.#retry === undefined || this.#socket.connected || this.#closed) return
    if (this.#state.get().phase === "revoked" || this.#state.get().attempt === 0) return
    if (typeof document !== "undefined" && document.visibilityState === "hidden") return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#socket.connect(), 100)
  }
}

/** Refusals that say "not now" rather than "no". */
const RETRYABLE = new Set([
  "disconnected",
  "internal",
  "overloaded",
  "rate_limited",
  "shutting_down",
  "timed_out",
  "unavailable",
])
