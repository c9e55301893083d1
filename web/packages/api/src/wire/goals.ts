export type GoalStatus = "active" | "paused" | "completed"

/** What is being gathered for. */
export interface Goal {
  id: string
  sessionId: string | null
  title: string
  unit: "money" | "tokens"
  targetCents: number | null
  currentCents: number | null
  targetTokens: number | null
  currentTokens: number | null
  percentage: number
  status: GoalStatus
  repeating: boolean
  position: number
  completions: number
  createdAt: string
  completedAt: string | null
}
export interface CreateGoal {
  title: string
  unit: Goal["unit"]
  targetCents?: number
  targetTokens?: number
  sessionId?: string
  repeating?: boolean
}
export type ChangeGoal = Partial<Pick<Goal, "title" | "repeating">> & {
  targetCents?: number
  targetTokens?: number
  status?: "active" | "paused"
}
