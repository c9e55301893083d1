import type { Goal } from "@footlights/api"
import { count, formatMoney } from "@footlights/ui"

/** In their own order, those that are done at the end. */
export function ordered(goals: readonly Goal[]): Goal[] {
  const done = (goal: Goal) => (goal.status === "completed" ? 1 : 0)
  return [...goals].sort((a, b) => done(a) - done(b) || a.position - b.position)
}

/** "$412.50 of $500.00", "120 of 500 tokens". */
export function progressWords(goal: Goal, currency: string): string {
  if (goal.unit === "tokens")
    return `${(goal.currentTokens ?? 0).toLocaleString()} of ${count(goal.targetTokens ?? 0, "token")}`
  return `${formatMoney(goal.currentCents ?? 0, currency)} of ${formatMoney(goal.targetCents ?? 0, currency)}`
}

/** What a goal is doing, beside its numbers. */
export function stateWords(goal: Goal): string {
  const reached = goal.completions > 1 ? `reached ${goal.completions.toLocaleString()} times` : "reached once"
  if (goal.status === "completed")
    return goal.percentage > 100 ? `reached, ${Math.round(goal.percentage)} % in all` : "reached"
  const parts = [
    goal.status === "paused" ? "paused" : "",
    goal.repeating ? (goal.completions > 0 ? `${reached}, counting again` : "starts over when reached") : "",
    goal.sessionId === null ? "carries over to the next session" : "this session only",
  ]
  return parts.filter(Boolean).join(" · ")
}
