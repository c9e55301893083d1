import { calm } from "../make.ts"
import type { Loudspeaker } from "../sound/loudspeaker.ts"
import type { Rgb } from "../theme.ts"
import { readAnimation } from "./animation.ts"
import { Custom } from "./custom.ts"
import { Particles } from "./particles.ts"

/** An animation older than this is a memory: after a reconnect it is not played. */
const OLD_MS = 10_000

export interface EffectsOptions {
  root: HTMLElement
  colour: () => Rgb
  loudspeaker: Loudspeaker
  /** The server's time now; undefined while it is not known. */
  serverNow: () => number | undefined
}

/** What moves over the picture. */
export class Effects {
  readonly #options: EffectsOptions
  readonly #particles: Particles
  readonly #custom: Custom

  constructor(options: EffectsOptions) {
    this.#options = options
    this.#particles = new Particles(options.root, options.colour)
    this.#custom = new Custom(options.root)
  }

  trigger(frame: unknown): void {
    const animation = readAnimation(frame)
    if (!animation || isOld(animation.occurredAt, this.#options.serverNow())) return
    if (animation.kind !== "custom") {
      // Who asks for less motion gets the alert alone.
      if (!calm()) this.#particles.play(animation)
      return
    }
    const { loudspeaker } = this.#options
    const loud = animation.sound || animation.video ? loudspeaker.claim(animation.id) : false
    this.#custom.play(animation, loud ? loudspeaker.loudness : undefined)
    if (loud && animation.sound) loudspeaker.play(animation.sound)
  }

  clear(): void {
    this.#particles.clear()
    this.#custom.clear()
  }
}

const isOld = (at: number | undefined, now: number | undefined): boolean =>
  at !== undefined && now !== undefined && now - at > OLD_MS
