/**
 * An auditor of a show: told one domain event after another, it keeps books of its own and compares what the events claim.
 *
 * It knows the rules by the documents alone and shares no code with what it audits. The same event may come out of the log or
 * as a realtime frame; whichever it is, only definitions are taken from it (what was given, what a goal wants), never a sum.
 */

type Fields = Record<string, unknown>

interface Tip {
  name: string | null
  cents: number
  tokens: number
  refunded: number
  item: string | null
  /** Whether others may see who gave it. */
  open: boolean
  /** The goals that counted it. */
  goals: Set<string>
}

interface Goal {
  title: string
  unit: "money" | "tokens"
  target: number
  repeating: boolean
  paused: boolean
  counted: number
  lapped: number
  reached: number
}

export interface Place {
  name: string
  cents: number
  tips: number
}

/** What the books say in the end. */
export interface Books {
  gross: number
  refunded: number
  net: number
  /** Tips of which something is left. */
  tips: number
  average: number
  largest: number
  people: number
  board: Place[]
  /** Who leads before everybody: of those who did not ask to stay unnamed. */
  leader: Place | undefined
  /** By title: where it stands and how often it was reached. */
  goals: Record<string, { stands: number; reached: number }>
  /** By name of the menu's item: how often it was taken. */
  taken: Record<string, number>
}

/** Frames and events that say the same, under one name. */
const NAMES: Record<string, string> = {
  "streaming.tip.received": "tip_received",
  "streaming.tip.refunded": "tip_refunded",
  "streaming.tip.released": "tip_released",
  "streaming.goal.changed": "goals_updated",
  "streaming.goal.completed": "goal_completed",
  "streaming.session.ended": "session_ended",
}

export class Auditor {
  /** Every claim of an event that the books deny. */
  readonly complaints: string[] = []
  readonly #tips = new Map<string, Tip>()
  readonly #goals = new Map<string, Goal>()
  readonly #references = new Set<string>()
  /** How a name was spelled last, by what it is without capitals: in the tip given last, whichever was written down first. */
  readonly #spelled = new Map<string, { name: string; given: string }>()
  /** How often the events said that a goal was reached. */
  readonly #told = new Map<string, number>()

  hear(event: string, fields: Fields): void {
    switch (NAMES[event] ?? event) {
      case "tip_received":
        this.#tip(record(fields.tip))
        this.#claim(event, record(fields.sessionTotals))
        break
      case "tip_refunded":
        this.#refund(String(fields.tipId), Number(fields.amountCents))
        this.#claim(event, record(fields.sessionTotals))
        break
      case "goals_updated":
        for (const goal of fields.goals as Fields[]) this.#define(goal)
        break
      case "goal_completed":
        this.#reached(String(fields.goalId), Number(fields.completions))
        break
      case "session_ended":
        this.#claim(event, fields)
        break
    }
  }

  books(): Books {
    const tips = [...this.#tips.values()]
    const left = tips.filter((tip) => tip.cents > tip.refunded)
    const [gross, refunded] = [sum(tips, ({ cents }) => cents), sum(tips, (tip) => tip.refunded)]
    const net = gross - refunded
    const board = this.#board(left)
    return {
      gross,
      refunded,
      net,
      tips: left.length,
      average: left.length > 0 ? Math.round(net / left.length) : 0,
      largest: Math.max(0, ...left.map((tip) => tip.cents - tip.refunded)),
      people: board.length,
      board,
      leader: this.#board(left.filter(({ open }) => open))[0],
      goals: Object.fromEntries(
        [...this.#goals.values()].map((goal) => [
          goal.title,
          { stands: Math.max(0, goal.counted - goal.lapped), reached: goal.reached },
        ]),
      ),
      taken: this.#taken(tips),
    }
  }

  /** What the events did not say although it happened. */
  unsaid(): string[] {
    return [...this.#goals]
      .filter(([id, goal]) => (this.#told.get(id) ?? 0) !== goal.reached)
      .map(
        ([id, goal]) => `“${goal.title}” was reached ${goal.reached} times, told ${this.#told.get(id) ?? 0}`,
      )
  }

  #tip(said: Fields): void {
    const id = String(said.id)
    if (this.#tips.has(id)) {
      this.#complain(`the tip ${id} came twice`)
      return
    }
    if (typeof said.externalId === "string") {
      if (this.#references.has(said.externalId)) this.#complain(`${said.externalId} was counted twice`)
      this.#references.add(said.externalId)
    }
    const name = typeof said.tipperName === "string" ? said.tipperName : null
    const tip: Tip = {
      name,
      cents: Number(said.amountCents),
      tokens: Number(said.amountTokens ?? 0),
      refunded: 0,
      item: typeof said.menuItemName === "string" ? said.menuItemName : null,
      open: said.anonymous !== true,
      goals: new Set(),
    }
    this.#tips.set(id, tip)
    const given = `${said.createdAt} ${id}`
    if (name && given > (this.#spelled.get(folded(name))?.given ?? ""))
      this.#spelled.set(folded(name), { name, given })
    for (const [goal, kept] of this.#goals) {
      const share = kept.unit === "money" ? tip.cents : tip.tokens
      if (kept.paused || share === 0) continue
      tip.goals.add(goal)
      this.#count(kept, share)
    }
  }

  #refund(id: string, cents: number): void {
    const tip = this.#tips.get(id)
    if (!tip) {
      this.#complain(`a refund of the unknown tip ${id}`)
      return
    }
    const before = Math.floor((tip.tokens * tip.refunded) / tip.cents)
    tip.refunded += cents
    if (tip.refunded > tip.cents) this.#complain(`more of ${id} was given back than given`)
    const tokens = Math.floor((tip.tokens * tip.refunded) / tip.cents) - before
    for (const goal of tip.goals) {
      const kept = this.#goals.get(goal)
      if (kept) this.#count(kept, kept.unit === "money" ? -cents : -tokens)
    }
  }

  #define(said: Fields): void {
    const known = this.#goals.get(String(said.id))
    const defined = {
      title: String(said.title),
      unit: said.unit === "tokens" ? ("tokens" as const) : ("money" as const),
      target: Number(said.targetCents ?? said.targetTokens),
      repeating: said.repeating === true,
      paused: said.status === "paused",
    }
    if (known) Object.assign(known, defined)
    else this.#goals.set(String(said.id), { ...defined, counted: 0, lapped: 0, reached: 0 })
  }

  #count(goal: Goal, share: number): void {
    goal.counted += share
    const ahead = goal.counted - goal.lapped
    if (ahead < goal.target) return
    if (goal.repeating) {
      const laps = Math.floor(ahead / goal.target)
      goal.reached += laps
      goal.lapped += laps * goal.target
    } else if (goal.reached === 0) goal.reached = 1
  }

  #reached(id: string, completions: number): void {
    const goal = this.#goals.get(id)
    if (!goal) {
      this.#complain(`the unknown goal ${id} was reached`)
      return
    }
    const told = this.#told.get(id) ?? 0
    if (completions <= told)
      this.#complain(`“${goal.title}” was told as reached for the ${completions}. time again`)
    this.#told.set(id, completions)
  }

  #claim(event: string, { totalTipsCents, tipCount }: Fields): void {
    const { net, tips } = this.books()
    if (totalTipsCents !== net || tipCount !== tips)
      this.#complain(`${event} says ${tipCount} tips and ${totalTipsCents}; it is ${tips} and ${net}`)
  }

  /** Who gave most; of equals the one who gave first, which is the order they were met in. */
  #board(left: Tip[]): Place[] {
    const places = new Map<string, Place>()
    for (const { name, cents, refunded } of left) {
      if (!name) continue
      const key = folded(name)
      const place = places.get(key) ?? { name: this.#spelled.get(key)?.name ?? name, cents: 0, tips: 0 }
      places.set(key, { ...place, cents: place.cents + cents - refunded, tips: place.tips + 1 })
    }
    return [...places.values()].sort((one, other) => other.cents - one.cents)
  }

  #taken(tips: Tip[]): Record<string, number> {
    const taken: Record<string, number> = {}
    for (const { item } of tips) if (item) taken[item] = (taken[item] ?? 0) + 1
    return taken
  }

  #complain(words: string): void {
    this.complaints.push(words)
  }
}

const record = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {}
const folded = (name: string): string => name.normalize("NFKC").toLowerCase()
const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)
