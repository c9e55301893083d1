import { Chime } from "./chime.ts"

/** Names of sounds that were claimed, the last few; shared by all overlays of this browser. */
const CLAIMED = "footlights.sounds"
const REMEMBERED = 32

export interface LoudspeakerOptions {
  /** A preview makes no sound, and a theme may want none. */
  silent: () => boolean
  storage: Storage | undefined
}

/** Everything that is heard, at one loudness. */
export class Loudspeaker {
  readonly #options: LoudspeakerOptions
  readonly #chime = new Chime()
  #loudness = 1

  constructor(options: LoudspeakerOptions) {
    this.#options = options
  }

  get loudness(): number {
    return this.#loudness
  }

  /** From 0 to 1, as the performer has set it; the server tells it with each alert. */
  set(volume: unknown): void {
    if (typeof volume === "number" && volume >= 0 && volume <= 1) this.#loudness = volume
  }

  /** The bell of an alert. The server has chosen this overlay for it. */
  ring(): void {
    if (!this.#options.silent() && this.#loudness > 0) this.#chime.play(this.#loudness)
  }

  /** True for the first overlay of this browser that asks: the same source may stand in several scenes. */
  claim(name: string | undefined): boolean {
    if (this.#options.silent() || this.#loudness === 0) return false
    const { storage } = this.#options
    if (!storage || !name) return true
    try {
      const before = (storage.getItem(CLAIMED) ?? "").split(" ")
      if (before.includes(name)) return false
      storage.setItem(CLAIMED, [...before, name].slice(-REMEMBERED).join(" "))
    } catch {
      // Without storage each overlay is alone.
    }
    return true
  }

  /** Plays a file; `ended` when it is over, could not be played or was not allowed to. The answer ends it. */
  play(address: string, ended: () => void = () => undefined): () => void {
    const audio = new Audio(address)
    audio.volume = this.#loudness
    audio.addEventListener("ended", ended, { once: true })
    audio.addEventListener("error", ended, { once: true })
    audio.play().catch(ended)
    return () => {
      audio.pause()
      audio.removeAttribute("src")
      ended()
    }
  }

  get silent(): boolean {
    return this.#options.silent()
  }
}
