import type { components } from "../schema.ts"

type Schemas = components["schemas"]

export type AlertState = "queued" | "held" | "showing" | "done" | "skipped"

/** One thing the overlay shows, in its place in the queue. */
export interface Alert {
  id: string
  kind: string
  state: AlertState
  tier: number
  lane: string
  attempt: number
  test: boolean
  held: boolean
  more: number
  tipId: string | null
  replayOf: string | null
  payload: AlertPayload
  createdAt: string
  endedAt: string | null
  releaseAt: string | null
}
export interface AlertPayload {
  /** What a summary is called. */
  name?: string
  tipperName?: string | null
  message?: string | null
  amountCents?: number
  amountTokens?: number | null
  currency?: string
}
export type Moderator = Schemas["Moderator"]
export type ModeratorRight = Moderator["rights"][number]
/** A creator whose studio one may enter. */
export type Moderated = Schemas["Moderated"]
