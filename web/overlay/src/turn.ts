/**
 * Draws at most once a frame, however much arrives: what is told twenty times a second is seen as it stood last.
 * Without frames (a hidden page) it is drawn after a moment all the same.
 */
export class Turn {
  readonly #waiting = new Map<object, () => void>()
  #asked = false

  /** `draw` for `part`; an earlier wish of the same part is forgotten. */
  next(part: object, draw: () => void): void {
    this.#waiting.set(part, draw)
    if (this.#asked) return
    this.#asked = true
    const hidden = document.visibilityState === "hidden"
    if (hidden) setTimeout(this.#run, 100)
    else requestAnimationFrame(this.#run)
  }

  readonly #run = (): void => {
    this.#asked = false
    const draws = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const draw of draws) draw()
  }
}
