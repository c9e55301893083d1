import { words } from "@footlights/ui/words"
import { list, number } from "./facts.ts"
import { bdi, make } from "./make.ts"
import { moneyText } from "./money.ts"
import type { Turn } from "./turn.ts"

/** As many as one can read in passing. */
const SHOWN_MOST = 10

/** The tip menu: what can be had, and for how much. */
export class Menu {
  readonly #box = make("div", "menu")
  readonly #turn: Turn
  readonly #locale: string | undefined
  #currency = "USD"

  constructor(root: HTMLElement, turn: Turn, locale?: string) {
    this.#turn = turn
    this.#locale = locale
    this.#box.hidden = true
    root.append(this.#box)
  }

  state(items: unknown, currency: string | undefined): void {
    if (currency) this.#currency = currency
    this.#turn.next(this, () => {
      const rows = list(items)
        .sort((one, other) => (number(one.position) ?? 0) - (number(other.position) ?? 0))
        .slice(0, SHOWN_MOST)
        .map((item) => {
          const row = make("div", "item")
          row.dataset.available = String(item.available !== false)
          row.append(bdi("item-name", words(item.name, 60)), make("b", "item-price", this.#price(item)))
          return row
        })
      this.#box.replaceChildren(...rows)
      this.#box.hidden = rows.length === 0
    })
  }

  clear(): void {
    this.state([], undefined)
  }

  #price({ priceCents, priceTokens }: Record<string, unknown>): string {
    const minor = number(priceCents)
    const tokens = number(priceTokens)
    if (minor !== undefined) return moneyText({ minor, currency: this.#currency }, this.#locale)
    return tokens === undefined ? "" : `${tokens.toLocaleString(this.#locale)} tokens`
  }
}
