import type { Range } from "@footlights/api"

/** A span of time: a known one, or from a day to a day. */
export interface Span {
  range: Range
  from?: string
  to?: string
}

/** What the server is asked. */
export const asked = ({ range, from, to }: Span) => (range === "custom" ? { range, from, to } : { range })

/** Where the tips of a span come down as a table for a spreadsheet. */
export function exportPath(span: Span): string {
  const query = Object.entries(asked(span)).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return `/api/analytics/export?${new URLSearchParams(query)}`
}
