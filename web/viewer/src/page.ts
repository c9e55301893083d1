import type { Creator } from "./creator.ts"
import { bdi, make } from "./make.ts"
import { goalsOf, headOf, menuOf, tipsOf } from "./sections.ts"

/** What the page is about at the moment. */
export type Standing =
  | { kind: "loading" }
  | { kind: "absent" }
  | { kind: "failed" }
  | { kind: "open"; creator: Creator }

export interface PageOptions {
  root: HTMLElement
  username: string
  again: () => void
}

/** Draws what is known. Each part is drawn anew only where it has changed, so that nothing jumps under a finger. */
export class Page {
  readonly #main = make("main", "page")
  readonly #bar = make("p", "offline", "Reconnecting. What you see may be a little old.")
  readonly #options: PageOptions
  #drawn: string[] = []

  constructor(options: PageOptions) {
    this.#options = options
    this.#bar.setAttribute("role", "status")
    this.#bar.hidden = true
    options.root.append(this.#bar, this.#main)
  }

  offline(is: boolean): void {
    this.#bar.hidden = !is
  }

  draw(standing: Standing, now: number): void {
    document.title = standing.kind === "open" ? standing.creator.name : "Footlights"
    this.#main.setAttribute("aria-busy", String(standing.kind === "loading"))
    this.#replace(this.#parts(standing, now))
  }

  #parts(standing: Standing, now: number): HTMLElement[] {
    switch (standing.kind) {
      case "loading":
        return [skeleton()]
      case "absent":
        return [this.#absent()]
      case "failed":
        return [this.#failed()]
      case "open": {
        const { creator } = standing
        const parts = [headOf(creator), goalsOf(creator), menuOf(creator), tipsOf(creator, now)]
        return parts.filter((part) => part !== undefined)
      }
    }
  }

  #replace(parts: HTMLElement[]): void {
    const texts = parts.map((part) => part.outerHTML)
    const kept = parts.map((part, index) => {
      const before = this.#main.children[index]
      return before && texts[index] === this.#drawn[index] ? before : part
    })
    this.#drawn = texts
    this.#main.replaceChildren(...kept)
  }

  #absent(): HTMLElement {
    const name = bdi("", this.#options.username)
    return make(
      "div",
      "notice",
      make("h1", "", "There is no page here"),
      make("p", "", "Either nobody is called ", name, ", or this performer shows no page at the moment."),
    )
  }

  #failed(): HTMLElement {
    const again = make("button", "again", "Try again")
    again.type = "button"
    again.addEventListener("click", this.#options.again)
    return make(
      "div",
      "notice",
      make("h1", "", "The page could not be loaded"),
      make("p", "", "The server did not answer as it should. It may be starting; try again in a moment."),
      again,
    )
  }
}

/** The page's own shape. */
function skeleton(): HTMLElement {
  const parts = ["wide", "lamps-shape", "card-shape", "card-shape"].map((shape) =>
    make("div", `bone ${shape}`),
  )
  const box = make("div", "skeleton", make("h1", "sr-only", "Loading"), ...parts)
  return box
}
