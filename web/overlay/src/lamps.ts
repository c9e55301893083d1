import { calm, make } from "./make.ts"

/** From one lamp to the next, in milliseconds. */
const STEP_MS = 70
const LIGHT_MS = 220

/**
 * A row of lamps that light one after another. What changes is the opacity of a glow that was painted once, so a row
 * costs next to nothing while it stands still and little while it moves.
 */
export class Lamps {
  readonly element = make("div", "lamps")
  readonly #glows: HTMLElement[]
  #lit: number[]

  constructor(count: number) {
    this.element.setAttribute("aria-hidden", "true")
    this.#glows = Array.from({ length: count }, () => {
      const lamp = make("i", "lamp")
      const glow = make("i", "glow")
      lamp.append(glow)
      this.element.append(lamp)
      return glow
    })
    this.#lit = this.#glows.map(() => 0)
  }

  /** Lights this share of the row, the last lamp of it as far as it has come. */
  light(share: number): void {
    const full = Math.max(0, Math.min(1, share)) * this.#glows.length
    const wanted = this.#glows.map((_glow, index) => brightness(full - index))
    const changed = wanted.flatMap((level, index) => (level === this.#lit[index] ? [] : [index]))
    const rises = changed.some((index) => (wanted[index] as number) > (this.#lit[index] as number))
    const order = rises ? changed : changed.reverse()
    order.forEach((index, place) => {
      const glow = this.#glows[index] as HTMLElement
      const still = calm()
      glow.style.transition = still ? "none" : `opacity ${LIGHT_MS}ms ease-out ${place * STEP_MS}ms`
      glow.style.opacity = String(wanted[index])
    })
    this.#lit = wanted
  }

  /** A wave of light from the middle outwards. */
  wave(): void {
    if (calm()) return
    const middle = (this.#glows.length - 1) / 2
    this.#glows.forEach((glow, index) => {
      const delay = Math.abs(index - middle) * 40
      glow.animate([{ opacity: 1 }, { opacity: 0.2, offset: 0.3 }, { opacity: 1 }], {
        duration: 600,
        delay,
        iterations: 2,
      })
    })
  }
}

/** A lamp that is next glows as far as it has come, in steps, so that not every cent moves something. */
function brightness(reached: number): number {
  if (reached >= 1) return 1
  return reached <= 0 ? 0 : 0.15 + Math.floor(reached * 4) * 0.1
}
