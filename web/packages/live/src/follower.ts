import { Cursor } from "./cursor.ts"
import type { Frame, Joined, RefusedError, Snapshot } from "./protocol.ts"

/** A topic to follow: how to join it, and what to do with what comes. */
export interface Topic {
  join: string
  leave?: string
  /** The body of the join; asked anew at every join. */
  body: () => object
  /** A durable frame, once, in order; or an ephemeral frame of this topic. */
  onFrame: (event: string, frame: Frame) => void
  /** The topic's whole state: forget what was known and take this. */
  onSnapshot?: (state: Record<string, unknown>, snapshot: Snapshot) => void
  onJoined?: (joined: Joined) => void
  /** Refused for good: not found, not allowed. It is not tried again. */
  onRefused?: (refusal: RefusedError) => void
}

/** Frames kept while a first join is being answered: its topic's name is known only then. */
const EARLY_LIMIT = 512

export class Follower {
  readonly topic: Topic
  readonly cursor = new Cursor()
  #early: [string, Frame][] = []

  constructor(topic: Topic) {
    this.topic = topic
  }

  request(): object {
    return { ...this.topic.body(), ...this.cursor.position() }
  }

  joined(answer: Joined): void {
    const { cursor } = this
    cursor.topic = answer.topic
    const first = cursor.sequence === undefined
    const otherEpoch = !first && answer.epoch !== undefined && cursor.epoch !== answer.epoch
    // A first join stands where the topic stands. A later one stays where it was: what is missing follows, or a
    // snapshot does, and in another epoch the old number says nothing.
    if (first || otherEpoch) cursor.moveTo(answer.recovered ? 0 : (answer.sequence ?? 0), answer.epoch)
    this.topic.onJoined?.(answer)
    const early = this.#early
    this.#early = []
    for (const [event, frame] of early)
      if (event === "snapshot") this.snapshot(frame as unknown as Snapshot)
      else this.frame(event, frame)
  }

  frame(event: string, frame: Frame): void {
    if (this.cursor.topic === undefined) this.#keep(event, frame)
    else if (frame?.topic === this.cursor.topic && this.cursor.accept(event, frame))
      this.topic.onFrame(event, frame)
  }

  snapshot(snapshot: Snapshot): void {
    if (this.cursor.topic === undefined) this.#keep("snapshot", snapshot as unknown as Frame)
    if (snapshot.topic !== this.cursor.topic) return
    this.cursor.moveTo(snapshot.sequence, snapshot.epoch)
    this.topic.onSnapshot?.(snapshot.state, snapshot)
  }

  #keep(event: string, frame: Frame): void {
    if (this.#early.length < EARLY_LIMIT) this.#early.push([event, frame])
  }
}
