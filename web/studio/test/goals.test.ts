import type { Goal } from "@footlights/api"
import { describe, expect, it } from "vitest"
import { alteration, creation, emptyGoal, formOf, targetProblem } from "../src/goals/goalForm.ts"
import { withGoalFrame } from "../src/goals/goalFrames.ts"
import { ordered, progressWords, stateWords } from "../src/goals/goalWords.ts"

const goal = (more: Partial<Goal> = {}): Goal => ({
  id: "g",
  sessionId: null,
  title: "The hat",
  unit: "money",
  targetCents: 50_000,
  currentCents: 41_250,
  targetTokens: null,
  currentTokens: null,
  percentage: 82.5,
  status: "active",
  repeating: false,
  position: 0,
  completions: 0,
  createdAt: "2026-11-21T20:00:00.000Z",
  completedAt: null,
  currency: "USD",
  revision: 1,
  ...more,
})

describe("goals", () => {
  it("stand in their own order, the reached ones last", () => {
    const goals = [
      goal({ id: "done", status: "completed", position: 0 }),
      goal({ id: "b", position: 2 }),
      goal({ id: "a", position: 1 }),
    ]
    expect(ordered(goals).map(({ id }) => id)).toEqual(["a", "b", "done"])
  })

  it("say how far they are, in their own unit", () => {
    expect(progressWords(goal(), "USD")).toBe("$412.50 of $500.00")
    expect(progressWords(goal({ unit: "tokens", targetTokens: 500, currentTokens: 120 }), "USD")).toBe(
      "120 of 500 tokens",
    )
  })

  it("say what they are doing", () => {
    expect(stateWords(goal())).toBe("carries over to the next session")
    expect(stateWords(goal({ status: "completed", percentage: 142 }))).toBe("reached, 142 % in all")
    expect(stateWords(goal({ repeating: true, completions: 2, sessionId: "s", status: "paused" }))).toBe(
      "paused · reached 2 times, counting again · this session only",
    )
  })

  it("follow what is told live, and leave the others alone", () => {
    const goals = [goal(), goal({ id: "other" })]
    const told = withGoalFrame(goals, {
      goalId: "g",
      currentCents: 50_100,
      percentage: 100.2,
      status: "completed",
    })
    expect(told[0]).toMatchObject({ currentCents: 50_100, status: "completed", title: "The hat" })
    expect(told[1]).toEqual(goals[1])
    expect(withGoalFrame(goals, { goalId: "unknown", currentCents: 1 })).toEqual(goals)
  })

  it("are made of what was typed", () => {
    const form = { ...emptyGoal, title: " The hat ", target: "500", scope: "session" as const }
    expect(targetProblem(form, "USD")).toBeUndefined()
    expect(creation(form, "USD", "s1")).toEqual({
      title: "The hat",
      unit: "money",
      targetCents: 50_000,
      repeating: false,
      sessionId: "s1",
    })
    expect(creation({ ...form, unit: "tokens", scope: "always" }, "USD", "s1")).toEqual({
      title: "The hat",
      unit: "tokens",
      targetTokens: 500,
      repeating: false,
    })
    expect(targetProblem({ ...form, target: "0" }, "USD")).toContain("above zero")
    expect(targetProblem({ ...form, unit: "tokens", target: "1.5" }, "USD")).toContain("whole number")
    expect(alteration(formOf(goal(), "USD"), "USD")).toEqual({
      title: "The hat",
      repeating: false,
      targetCents: 50_000,
    })
  })
})
