import { words } from "@footlights/ui/words"
import { type Facts, facts, number, text } from "./facts.ts"
import { bdi, make, say } from "./make.ts"
import { moneyText } from "./money.ts"
import type { Turn } from "./turn.ts"

interface Said {
  name: string
  figure: string
}
const NOTHING: Said = { name: "", figure: "" }

/** A pill: what it is, who, how much. Nothing is shown when there is nothing to show. */
class Pill {
  readonly element = make("span", "pill")
  readonly #name = bdi("pill-name")
  readonly #figure = make("b", "pill-figure")
  readonly #turn: Turn

  constructor(root: HTMLElement, turn: Turn, kind: string, label: string) {
    this.#turn = turn
    this.element.classList.add(kind)
    this.element.hidden = true
    this.element.append(make("span", "pill-label", label), this.#name, this.#figure)
    root.append(this.element)
  }

  set({ name, figure }: Said): void {
    this.#turn.next(this, () => {
      say(this.#name, name)
      say(this.#figure, figure)
      this.#name.hidden = name === ""
      this.element.hidden = figure === ""
    })
  }
}

/** The latest tip, and what the session has come to. */
export class Ticker {
  readonly #latest: Pill
  readonly #total: Pill
  readonly #locale: string | undefined

  constructor(root: HTMLElement, turn: Turn, locale?: string) {
    this.#latest = new Pill(root, turn, "latest", "Latest")
    this.#total = new Pill(root, turn, "total", "Tonight")
    this.#locale = locale
  }

  tip(frame: unknown): void {
    const { tip, sessionTotals } = facts(frame)
    this.#tip(facts(tip))
    this.totals(sessionTotals)
  }

  totals(of: unknown): void {
    const { totalTipsCents, currency } = facts(of)
    const minor = number(totalTipsCents)
    if (minor === undefined || typeof currency !== "string") return
    this.#total.set({ name: "", figure: minor > 0 ? moneyText({ minor, currency }, this.#locale) : "" })
  }

  state(state: unknown): void {
    const { session, tips, latestTip } = facts(state)
    this.#tip(facts(latestTip ?? (Array.isArray(tips) ? tips[0] : undefined)))
    this.totals(session ?? state)
  }

  session(frame: unknown): void {
    if (facts(frame).status === "ended") this.clear()
    else this.totals(frame)
  }

  clear(): void {
    this.#latest.set(NOTHING)
    this.#total.set(NOTHING)
  }

  #tip(tip: Facts): void {
    const minor = number(tip.amountCents)
    const currency = text(tip.currency)
    if (minor === undefined || !currency || tip.held === true) return
    const name = (tip.anonymous !== true && words(tip.tipperName, 25)) || "Someone"
    this.#latest.set({ name, figure: moneyText({ minor, currency }, this.#locale) })
  }
}

/** Who has given most in this session. */
export class LeaderPill {
  readonly #pill: Pill
  readonly #locale: string | undefined
  #currency = "USD"

  constructor(root: HTMLElement, turn: Turn, locale?: string) {
    this.#pill = new Pill(root, turn, "leader", "Top tonight")
    this.#locale = locale
  }

  state(leader: unknown, currency: string | undefined): void {
    if (currency) this.#currency = currency
    const { tipperName, amountCents } = facts(leader)
    const minor = number(amountCents)
    const name = words(tipperName, 25)
    if (minor === undefined || !name) this.clear()
    else this.#pill.set({ name, figure: moneyText({ minor, currency: this.#currency }, this.#locale) })
  }

  clear(): void {
    this.#pill.set(NOTHING)
  }
}
