import type { components } from "../schema.ts"

type Schemas = components["schemas"]

/** What is being gathered for. */
export type Goal = Schemas["Goal"]
export type CreateGoal = Schemas["CreateGoal"]
/** Part of what a goal is; the server refuses what is none of it. */
export type ChangeGoal = Partial<Pick<Goal, "title" | "repeating">> & {
  targetCents?: number
  targetTokens?: number
  status?: "active" | "paused"
}
