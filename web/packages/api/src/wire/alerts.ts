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
export type ModeratorRight = "alerts" | "notes" | "tips" | "sessions"
export interface Moderator {
  accountId: string
  username: string
  displayName: string
  rights: ModeratorRight[]
  createdAt: string
}
/** A creator whose studio one may enter. */
export interface Moderated {
  creatorId: string
  displayName: string
  rights: ModeratorRight[]
}
