import { words } from "@footlights/ui/words"
import { moneyText } from "./money.ts"

type Facts = Record<string, unknown>
const facts = (value: unknown): Facts => (typeof value === "object" && value !== null ? (value as Facts) : {})

/** The pills at the top: the latest tip and tonight's total. Nothing is shown when there is nothing to show. */
export class Ticker {
  readonly #latest = pill("Latest")
  readonly #total = pill("Tonight")

  constructor(root: HTMLElement) {
    const row = document.createElement("div")
    row.className = "ticker"
    row.append(this.#latest.element, this.#total.element)
    root.append(row)
  }

  tip(frame: unknown): void {
    const { tip, sessionTotals } = facts(frame)
    this.#tip(facts(tip))
    this.totals(sessionTotals)
  }

  totals(of: unknown): void {
    const { totalTipsCents, currency } = facts(of)
    if (typeof totalTipsCents !== "number" || typeof currency !== "string") return
    this.#total.set("", totalTipsCents > 0 ? moneyText({ minor: totalTipsCents, currency }) : "")
  }

  state(state: unknown): void {
    const { session, tips, latestTip } = facts(state)
    this.#tip(facts(latestTip ?? (Array.isArray(tips) ? tips[0] : undefined)))
    this.totals(session ?? state)
  }

  session(frame: unknown): void {
    const { status } = facts(frame)
    if (status === "ended") this.clear()
    else this.totals(frame)
  }

  clear(): void {
    this.#latest.set("", "")
    this.#total.set("", "")
  }

  #tip(tip: Facts): void {
    const { tipperName, amountCents, currency, held } = tip
    if (typeof amountCents !== "number" || typeof currency !== "string" || held === true) return
    this.#latest.set(words(tipperName, 25) || "Someone", moneyText({ minor: amountCents, currency }))
  }
}

function pill(label: string) {
  const element = document.createElement("span")
  element.hidden = true
  const who = document.createElement("bdi")
  const figure = document.createElement("b")
  element.append(`${label} `, who, " ", figure)
  return {
    element,
    set(name: string, text: string) {
      who.textContent = name
      figure.textContent = text
      element.hidden = text === ""
    },
  }
}
