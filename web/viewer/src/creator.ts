/** What a creator shows to everybody: the answer of `GET /api/creators/{username}`, read with care. */

import { words } from "@footlights/ui/words"

export interface Goal {
  id: string
  title: string
  current: number
  target: number
  unit: "money" | "tokens"
  percentage: number
  status: string
  position: number
  /** Of two pictures of a goal the one with the larger revision is the newer. */
  revision: number
}
export interface Item {
  id: string
  name: string
  description: string
  category: string
  cents: number | undefined
  tokens: number | undefined
  position: number
  available: boolean
  remaining: number | undefined
}
export interface Tip {
  id: string
  /** Empty when they want no name. */
  name: string
  cents: number
  message: string
  at: string
}
export interface Creator {
  creatorId: string
  name: string
  live: boolean
  title: string
  currency: string
  goals: Goal[]
  menu: Item[]
  tips: Tip[]
}

/** So many tips are kept; older ones are gone. */
export const TIPS_MOST = 20

type Told = Record<string, unknown>
export const told = (value: unknown): Told =>
  typeof value === "object" && value !== null ? (value as Told) : {}
const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined
const text = (value: unknown): string => (typeof value === "string" ? value : "")
const each = <T>(value: unknown, read: (told: unknown) => T | undefined): T[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => read(one) ?? [])

export function readCreator(answer: unknown): Creator | undefined {
  const { creatorId, displayName, live, sessionTitle, currency, goals, menu, latestTips } = told(answer)
  if (typeof creatorId !== "string") return undefined
  return {
    creatorId,
    name: words(displayName, 100) || "A performer",
    live: live === true,
    title: words(sessionTitle, 200),
    currency: text(currency) || "USD",
    goals: readGoals(goals),
    menu: readMenu(menu),
    tips: each(latestTips, readTip).slice(0, TIPS_MOST),
  }
}

export function readGoal(goal: unknown): Goal | undefined {
  const from = told(goal)
  const id = text(from.goalId) || text(from.id)
  if (!id) return undefined
  const unit = from.unit === "tokens" ? "tokens" : "money"
  const current = number(unit === "tokens" ? from.currentTokens : from.currentCents) ?? 0
  const target = number(unit === "tokens" ? from.targetTokens : from.targetCents) ?? 0
  const percentage = number(from.percentage) ?? (target > 0 ? (100 * current) / target : 0)
  const [status, position] = [text(from.status) || "active", number(from.position) ?? 0]
  const revision = number(from.revision) ?? 0
  return { id, title: words(from.title, 80), current, target, unit, percentage, status, position, revision }
}

export const readGoals = (goals: unknown): Goal[] => inOrder(each(goals, readGoal))

/** Either the items, or the public menu that holds them. */
export const readMenu = (menu: unknown): Item[] =>
  inOrder(each(Array.isArray(menu) ? menu : told(menu).items, readItem))

function readItem(item: unknown): Item | undefined {
  const { id, name, description, category, priceCents, priceTokens, position, available, remaining } =
    told(item)
  if (typeof id !== "string") return undefined
  return {
    id,
    name: words(name, 60),
    description: words(description, 300),
    category: text(category) || "custom",
    cents: number(priceCents),
    tokens: number(priceTokens),
    position: number(position) ?? 0,
    available: available !== false,
    remaining: number(remaining),
  }
}

export function readTip(tip: unknown): Tip | undefined {
  const { id, tipperName, amountCents, message, createdAt, held, anonymous } = told(tip)
  const cents = number(amountCents)
  if (cents === undefined || held === true) return undefined
  const name = anonymous === true ? "" : words(tipperName, 25)
  return { id: text(id), name, cents, message: words(message, 255), at: text(createdAt) }
}

const inOrder = <T extends { position: number }>(of: T[]): T[] =>
  of.sort((one, other) => one.position - other.position)
