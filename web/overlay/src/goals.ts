import { words } from "@footlights/ui/words"
import { facts, list, number, text } from "./facts.ts"
import { Lamps } from "./lamps.ts"
import { bdi, make, say } from "./make.ts"
import { moneyText } from "./money.ts"
import type { Turn } from "./turn.ts"

/** Goals stand side by side along one row of lamps; more of them would be too small to read. */
const SHOWN_MOST = 4
const LAMPS_IN_ALL = 24

export interface Goal {
  id: string
  title: string
  unit: "money" | "tokens"
  current: number
  target: number
  percentage: number
  status: string
  completions: number
  position: number
  /** Of two pictures of a goal the one with the larger revision is the newer. */
  revision: number
  currency: string | undefined
  sessionId: string | undefined
}

/** Reads a goal of a state or the frame `goal_progress`; undefined when it is none. */
export function readGoal(told: unknown): Goal | undefined {
  const goal = facts(told)
  const id = text(goal.goalId) ?? text(goal.id)
  if (!id) return undefined
  const unit = goal.unit === "tokens" ? "tokens" : "money"
  const current = number(unit === "tokens" ? goal.currentTokens : goal.currentCents) ?? 0
  const target = number(unit === "tokens" ? goal.targetTokens : goal.targetCents) ?? 0
  return {
    id,
    title: words(goal.title, 80),
    unit,
    current,
    target,
    percentage: number(goal.percentage) ?? (target > 0 ? (100 * current) / target : 0),
    status: text(goal.status) ?? "active",
    completions: number(goal.completions) ?? 0,
    position: number(goal.position) ?? 0,
    revision: number(goal.revision) ?? 0,
    currency: text(goal.currency),
    sessionId: text(goal.sessionId),
  }
}

/** What was told of a goal and what was known of it: whichever is newer, in its new place. */
const newer = (told: Goal, known: Goal | undefined): Goal =>
  known && known.revision > told.revision ? { ...known, position: told.position } : told

interface Bar {
  element: HTMLElement
  title: HTMLElement
  figure: HTMLElement
  lamps: Lamps
}

/** Rows of lamps that light one after another. Paused goals are not shown. */
export class Goals {
  readonly #box = make("div", "goals")
  readonly #turn: Turn
  readonly #locale: string | undefined
  #goals = new Map<string, Goal>()
  #bars = new Map<string, Bar>()
  #currency = "USD"

  constructor(root: HTMLElement, turn: Turn, locale?: string) {
    this.#turn = turn
    this.#locale = locale
    this.#box.hidden = true
    root.append(this.#box)
  }

  /** All goals anew. */
  state(goals: unknown, currency: string | undefined): void {
    const read = list(goals).flatMap((told) => readGoal(told) ?? [])
    this.#goals = new Map(read.map((goal) => [goal.id, newer(goal, this.#goals.get(goal.id))]))
    if (currency) this.#currency = currency
    this.#later()
  }

  progress(frame: unknown): void {
    const goal = readGoal(frame)
    if (!goal) return
    const known = this.#goals.get(goal.id)
    if (known && known.revision > goal.revision) return
    this.#goals.set(goal.id, {
      ...goal,
      currency: known?.currency,
      position: known?.position ?? this.#goals.size,
      sessionId: known?.sessionId,
    })
    this.#later()
  }

  /** The goal was reached: a wave of light runs over its lamps. */
  completed(frame: unknown): void {
    const id = text(facts(frame).goalId)
    if (id) this.#turn.next({}, () => this.#bars.get(id)?.lamps.wave())
  }

  /** The session is over, and its own goals with it; those that carry over stay. */
  sessionOver(sessionId: string | undefined): void {
    for (const goal of this.#goals.values())
      if (goal.sessionId && goal.sessionId === sessionId) this.#goals.delete(goal.id)
    this.#later()
  }

  clear(): void {
    this.#goals.clear()
    this.#draw()
  }

  #later(): void {
    this.#turn.next(this, () => this.#draw())
  }

  #draw(): void {
    const shown = [...this.#goals.values()]
      .filter((goal) => goal.status !== "paused")
      .sort((one, other) => one.position - other.position)
      .slice(0, SHOWN_MOST)
    const ids = shown.map((goal) => goal.id).join()
    if (ids !== [...this.#bars.keys()].join()) this.#set(shown)
    for (const goal of shown) this.#fill(this.#bars.get(goal.id) as Bar, goal)
    this.#box.hidden = shown.length === 0
  }

  /** Others than before, or in another order. */
  #set(shown: Goal[]): void {
    const lamps = Math.floor(LAMPS_IN_ALL / Math.max(1, shown.length))
    this.#bars = new Map(shown.map((goal) => [goal.id, bar(lamps)]))
    this.#box.replaceChildren(...[...this.#bars.values()].map(({ element }) => element))
  }

  #fill({ element, title, figure, lamps }: Bar, goal: Goal): void {
    say(title, goal.title)
    say(figure, this.#figure(goal))
    element.dataset.reached = String(goal.status === "completed" || goal.percentage >= 100)
    lamps.light(goal.percentage / 100)
  }

  #figure({ unit, current, target, completions, currency }: Goal): string {
    const amount = (value: number) =>
      unit === "tokens"
        ? value.toLocaleString(this.#locale)
        : moneyText({ minor: value, currency: currency ?? this.#currency }, this.#locale)
    const laps = completions > 0 && current < target ? ` · ${completions + 1}×` : ""
    return `${amount(current)} of ${amount(target)}${unit === "tokens" ? " tokens" : ""}${laps}`
  }
}

function bar(lampCount: number): Bar {
  const element = make("section", "goal")
  const header = make("header", "goal-head")
  const title = bdi("goal-title")
  const figure = make("span", "goal-figure")
  header.append(title, figure)
  const lamps = new Lamps(lampCount)
  element.append(header, lamps.element)
  return { element, title, figure, lamps }
}
