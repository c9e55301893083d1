import type { Goal } from "@footlights/api"
import type { Frame } from "@footlights/live"

const TOLD = [
  "title",
  "unit",
  "targetCents",
  "targetTokens",
  "currentCents",
  "currentTokens",
  "percentage",
  "status",
] as const

/** Goals as read, with what a `goal_progress` or `goal_completed` tells. An unknown goal is for the next reading. */
export function withGoalFrame(goals: readonly Goal[], frame: Frame): Goal[] {
  const told = Object.fromEntries(
    [...TOLD, "completions" as const]
      .filter((name) => frame[name] !== undefined)
      .map((name) => [name, frame[name]]),
  )
  return goals.map((goal) => (goal.id === frame.goalId ? { ...goal, ...told } : goal))
}
