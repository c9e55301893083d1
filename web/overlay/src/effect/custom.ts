import { calm, make } from "../make.ts"
import type { Animation } from "./animation.ts"

/** At most this many of a creator's own animations at once; each may be a film. */
const AT_ONCE_MOST = 3
const FADE_MS = 300

/** The creator's own pictures and films: they come up with light, stay, and go. */
export class Custom {
  readonly #root: HTMLElement
  readonly #playing = new Set<() => void>()

  constructor(root: HTMLElement) {
    this.#root = root
  }

  /** `loud`: the film may be heard, at this loudness. */
  play({ image, video, durationMs }: Animation, loudness: number | undefined): void {
    if ((!image && !video) || this.#playing.size >= AT_ONCE_MOST) return
    const box = make("div", "custom")
    box.setAttribute("aria-hidden", "true")
    const film = video ? filmOf(video, loudness) : undefined
    if (film) box.append(film)
    if (image) box.append(pictureOf(image))
    this.#root.append(box)
    enter(box)
    const gone = () => {
      clearTimeout(fading)
      clearTimeout(ending)
      film?.pause()
      film?.removeAttribute("src")
      box.remove()
      this.#playing.delete(gone)
    }
    const fading = setTimeout(
      () => box.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, fill: "forwards" }),
      durationMs - FADE_MS,
    )
    const ending = setTimeout(gone, durationMs)
    this.#playing.add(gone)
  }

  clear(): void {
    for (const gone of [...this.#playing]) gone()
  }
}

function pictureOf(address: string): HTMLImageElement {
  const picture = make("img", "custom-image")
  picture.alt = ""
  picture.decoding = "async"
  picture.src = address
  return picture
}

function filmOf(address: string, loudness: number | undefined): HTMLVideoElement {
  const film = make("video", "custom-video")
  film.playsInline = true
  film.loop = true
  film.muted = loudness === undefined
  film.volume = loudness ?? 0
  film.src = address
  // A browser that forbids sound before a click shows it silently.
  film.play().catch(() => {
    film.muted = true
    void film.play().catch(() => film.remove())
  })
  return film
}

function enter(box: HTMLElement): void {
  const from = calm() ? { opacity: 0 } : { opacity: 0, transform: "translateY(8%) scale(.96)" }
  const to = calm() ? { opacity: 1 } : { opacity: 1, transform: "none" }
  box.animate([from, to], { duration: calm() ? 120 : 500, easing: "cubic-bezier(.2,.8,.2,1)", fill: "both" })
}
