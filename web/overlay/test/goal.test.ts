import { describe, expect, it } from "vitest"
import { readGoal } from "../src/goals.ts"

describe("reading a goal", () => {
  it("is the same from a state and from its progress", () => {
    const facts = { title: "The hat", unit: "money", currentCents: 250, targetCents: 1_000, percentage: 25 }
    const goal = { id: "g", title: "The hat", unit: "money", current: 250, target: 1_000, percentage: 25 }
    expect(readGoal({ id: "g", ...facts })).toMatchObject(goal)
    expect(readGoal({ goalId: "g", ...facts })).toMatchObject(goal)
  })

  it("counts tokens where it is a goal of tokens", () => {
    const told = {
      id: "g",
      unit: "tokens",
      currentTokens: 30,
      targetTokens: 60,
      currentCents: 9,
      targetCents: 9,
    }
    expect(readGoal(told)).toMatchObject({ current: 30, target: 60, percentage: 50 })
  })

  it("understands an old server's progress, and nothing that is no goal", () => {
    const old = { sessionId: "s", goalId: "g", title: "t", currentCents: 5, targetCents: 0 }
    expect(readGoal(old)).toMatchObject({ percentage: 0, status: "active", completions: 0 })
    for (const bad of [undefined, null, 7, [], {}, { id: 3 }]) expect(readGoal(bad)).toBeUndefined()
  })
})
