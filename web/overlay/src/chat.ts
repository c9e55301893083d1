import { words } from "@footlights/ui/words"
import { facts } from "./facts.ts"
import { bdi, calm, make, say } from "./make.ts"

/** How long a line stands: time to read it. */
const READ_MS = { least: 3_000, most: 10_000, first: 1_200, perLetter: 60 } as const
/** Lines that wait; what is older has been answered by something newer. */
const WAITING_MOST = 3
const LETTERS_MOST = 300

interface Line {
  persona: string
  text: string
}

/** What a persona answers, as one quiet line; the next one when it has been read. */
export class Chat {
  readonly #box = make("p", "chat")
  readonly #persona = bdi("persona")
  readonly #text = bdi("answer")
  #waiting: Line[] = []
  #reading: ReturnType<typeof setTimeout> | undefined

  constructor(root: HTMLElement) {
    this.#box.hidden = true
    this.#box.append(this.#persona, " ", this.#text)
    root.append(this.#box)
  }

  answer(frame: unknown): void {
    const { personaName, responseText } = facts(frame)
    const text = words(responseText, LETTERS_MOST)
    if (!text) return
    this.#waiting = [...this.#waiting, { persona: words(personaName, 40), text }].slice(-WAITING_MOST)
    if (this.#reading === undefined) this.#next()
  }

  clear(): void {
    clearTimeout(this.#reading)
    this.#reading = undefined
    this.#waiting = []
    this.#box.hidden = true
    say(this.#persona, "")
    say(this.#text, "")
  }

  #next(): void {
    const line = this.#waiting.shift()
    if (!line) {
      this.clear()
      return
    }
    say(this.#persona, line.persona)
    say(this.#text, line.text)
    this.#persona.hidden = line.persona === ""
    this.#box.hidden = false
    if (!calm()) this.#box.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 300 })
    const { least, most, first, perLetter } = READ_MS
    const stays = Math.min(most, Math.max(least, first + perLetter * line.text.length))
    this.#reading = setTimeout(() => this.#next(), stays)
  }
}
