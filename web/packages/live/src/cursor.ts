import type { Epoch, Frame } from "./protocol.ts"

/**
 * Where a follower stands in one topic. Durable frames arrive in the order of their sequence; what was seen is
 * refused, whatever way it came again. One event may be told by several frames (`tip_received` and
 * `session_updated`) under one number, so at the number itself the frame's name decides.
 */
export class Cursor {
  topic: string | undefined
  epoch: Epoch | undefined
  /** The last number seen; undefined until the first join was answered. */
  sequence: number | undefined
  #namesAtSequence = new Set<string>()

  /** What a join says to get only what is missing. */
  position(): { lastSequence?: number; epoch?: Epoch } {
    if (this.sequence === undefined) return {}
    return this.epoch === undefined
      ? { lastSequence: this.sequence }
      : { lastSequence: this.sequence, epoch: this.epoch }
  }

  /** Starts over at a number: a first join or a snapshot. */
  moveTo(sequence: number, epoch: Epoch | undefined): void {
    this.sequence = sequence
    this.epoch = epoch
    this.#namesAtSequence.clear()
  }

  /** True when the frame is new; then the cursor has moved. Frames without a number are always new. */
  accept(name: string, frame: Frame): boolean {
    const { sequence } = frame
    if (typeof sequence !== "number") return true
    const known = this.sequence
    if (known !== undefined && sequence < known) return false
    if (sequence === known) {
      if (this.#namesAtSequence.size === 0 || this.#namesAtSequence.has(name)) return false
    } else {
      this.sequence = sequence
      this.#namesAtSequence.clear()
    }
    this.#namesAtSequence.add(name)
    return true
  }
}
