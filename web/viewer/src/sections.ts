import type { Creator, Goal, Item, Tip } from "./creator.ts"
import { agoText, moneyText, tokensText } from "./figures.ts"
import { bdi, make } from "./make.ts"

const LAMPS = 16
const CATEGORIES: Record<string, string> = {
  performance: "Performances",
  request: "Requests",
  interaction: "Together",
  custom: "More",
}

export function headOf({ name, live, title }: Creator): HTMLElement {
  const heading = make("h1", "name", bdi("", name))
  const standing = make(
    "p",
    live ? "standing live" : "standing",
    live ? "Live now" : "Not live at the moment",
  )
  return make("header", "head", heading, standing, live && title !== "" && make("p", "title", bdi("", title)))
}

export function goalsOf({ goals, currency }: Creator): HTMLElement | undefined {
  const shown = goals.filter(({ status }) => status !== "paused")
  if (shown.length === 0) return undefined
  return section("Goals", make("div", "goals", ...shown.map((goal) => goalOf(goal, currency))))
}

function goalOf(goal: Goal, currency: string): HTMLElement {
  const amount = (value: number) => (goal.unit === "tokens" ? tokensText(value) : moneyText(value, currency))
  const figure = `${amount(goal.current)} of ${amount(goal.target)}`
  const head = make("div", "goal-head", make("h3", "", bdi("", goal.title)), make("span", "figure", figure))
  const lit = (Math.min(100, goal.percentage) / 100) * LAMPS
  const lamps = Array.from({ length: LAMPS }, (_none, index) => {
    const lamp = make("i", index + 1 <= lit ? "on" : index < lit ? "next" : "")
    return lamp
  })
  const row = make("div", "lamps", ...lamps)
  row.setAttribute("role", "img")
  row.setAttribute("aria-label", `${Math.floor(goal.percentage)} percent`)
  const reached = goal.status === "completed" || goal.percentage >= 100
  return make("article", "goal", head, row, reached && make("p", "reached", "Reached"))
}

export function menuOf({ menu, currency }: Creator): HTMLElement | undefined {
  if (menu.length === 0) return undefined
  const kinds = [...new Set(menu.map(({ category }) => category))]
  const lists = kinds.map((kind) => {
    const rows = menu.filter(({ category }) => category === kind).map((item) => itemOf(item, currency))
    const head = kinds.length > 1 && make("h3", "kind", CATEGORIES[kind] ?? "More")
    return make("div", "", head, make("ul", "menu", ...rows))
  })
  return section("Tip menu", ...lists)
}

function itemOf(item: Item, currency: string): HTMLElement {
  const price = item.cents === undefined ? tokensText(item.tokens ?? 0) : moneyText(item.cents, currency)
  const left = item.available
    ? item.remaining !== undefined && `${item.remaining} left`
    : item.remaining === 0
      ? "All gone for tonight"
      : "Back in a moment"
  const about = make(
    "div",
    "about",
    make("span", "item-name", bdi("", item.name)),
    item.description !== "" && make("p", "description", bdi("", item.description)),
    left && make("p", "left", left),
  )
  const row = make("li", item.available ? "item" : "item gone", about, make("span", "price", price))
  return row
}

export function tipsOf({ tips, currency, live }: Creator, now: number): HTMLElement {
  if (tips.length === 0) {
    const words = live ? "Nobody has tipped yet." : "Tips of the next show appear here."
    return section("Latest tips", make("p", "empty", words))
  }
  return section("Latest tips", make("ol", "tips", ...tips.map((tip) => tipOf(tip, currency, now))))
}

function tipOf({ name, cents, message, at }: Tip, currency: string, now: number): HTMLElement {
  const who = make(
    "p",
    "who",
    name ? bdi("tipper", name) : make("span", "tipper nobody", "Somebody"),
    make("span", "figure", moneyText(cents, currency)),
  )
  const time = make("time", "", agoText(at, now))
  time.dateTime = at
  return make("li", "tip", who, message !== "" && make("p", "message", bdi("", message)), time)
}

function section(title: string, ...parts: HTMLElement[]): HTMLElement {
  const heading = make("h2", "", title)
  heading.id = `s-${title.toLowerCase().replace(/\W+/g, "-")}`
  const made = make("section", "card", heading, ...parts)
  made.setAttribute("aria-labelledby", heading.id)
  return made
}
