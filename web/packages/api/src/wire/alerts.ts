import type { components } from "../schema.ts"

type Schemas = components["schemas"]

export type AlertState = Schemas["AlertState"]
/** One thing the overlay shows, in its place in the queue. */
export type Alert = Omit<Schemas["Alert"], "payload"> & { payload: AlertPayload }
/** What an alert shows: of each kind other things, so the document leaves it open. */
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
