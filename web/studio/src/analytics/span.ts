import type { Range } from "@footlights/api"
import { dayAfter, dayStart } from "./zone.ts"

/** A span of time: a known one, or from a day to a day. */
export interface Span {
  range: Range
  from?: string
  to?: string
}

/** What the server is asked: days are the creator's own, from the first moment of one to the last of the other. */
export const asked = ({ range, from, to }: Span, timeZone: string) =>
  range === "custom"
    ? { range, from: from && dayStart(from, timeZone), to: to && dayStart(dayAfter(to), timeZone) }
    : { range }

/** Where the tips of a span come down as a table for a spreadsheet. */
export function exportPath(span: Span, timeZone: string): string {
  const query = Object.entries(asked(span, timeZone)).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  )
  return `/api/analytics/export?${new URLSearchParams(query)}`
}
