/** The words of the realtime protocol that every namespace shares. */

export type Epoch = string | number

/** What every server frame may carry; durable ones carry all of it, ephemeral ones only `topic`. */
export interface Frame {
  topic?: string
  epoch?: Epoch
  sequence?: number
  eventId?: string
  occurredAt?: string
  displayAt?: string
  [field: string]: unknown
}

/** The whole state of a topic, sent where what is missing is too old or of another epoch. */
export interface Snapshot {
  topic: string
  epoch: Epoch
  sequence: number
  state: Record<string, unknown>
}

export interface Refusal {
  message: string
  code: string
  sessionId?: string
}

export type Ack<T = object> = ({ ok: true } & T) | { ok: false; error: Refusal }

/** The answer to every join. */
export interface Joined {
  topic: string
  epoch?: Epoch
  sequence?: number
  recovered?: boolean
  /** What the namespace says beside it. */
  [field: string]: unknown
}

/** A client event was refused, or never answered. */
export class RefusedError extends Error {
  readonly code: string
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = "RefusedError"
    this.code = refusal.code
  }
}

/** The connection was not there, or went away before the answer. */
export class OfflineError extends Error {
  constructor(message = "Not connected.") {
    super(message)
    this.name = "OfflineError"
  }
}
