import type { ChangeGoal, CreateGoal, Goal } from "@footlights/api"
import { moneyText, typedMoney, typedWhole } from "../money.ts"

export interface GoalForm {
  title: string
  unit: Goal["unit"]
  target: string
  scope: "always" | "session"
  repeating: boolean
}

export const emptyGoal: GoalForm = { title: "", unit: "money", target: "", scope: "always", repeating: false }

export const formOf = (goal: Goal, currency: string): GoalForm => ({
  title: goal.title,
  unit: goal.unit,
  target: goal.unit === "money" ? moneyText(goal.targetCents, currency) : String(goal.targetTokens ?? ""),
  scope: goal.sessionId === null ? "always" : "session",
  repeating: goal.repeating,
})

/** What is wrong with the target, before anybody is asked. */
export function targetProblem({ unit, target }: GoalForm, currency: string): string | undefined {
  const value = unit === "money" ? typedMoney(target, currency) : typedWhole(target)
  if (value) return undefined
  return unit === "money"
    ? "Enter an amount above zero, like 500 or 12.50."
    : "Enter a whole number above zero."
}

const targetOf = ({ unit, target }: GoalForm, currency: string) =>
  unit === "money"
    ? { targetCents: typedMoney(target, currency) ?? 0 }
    : { targetTokens: typedWhole(target) ?? 0 }

export const creation = (form: GoalForm, currency: string, sessionId: string | undefined): CreateGoal => ({
  title: form.title.trim(),
  unit: form.unit,
  ...targetOf(form, currency),
  repeating: form.repeating,
  ...(form.scope === "session" && sessionId ? { sessionId } : {}),
})

export const alteration = (form: GoalForm, currency: string): ChangeGoal => ({
  title: form.title.trim(),
  repeating: form.repeating,
  ...targetOf(form, currency),
})
