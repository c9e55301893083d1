import type { Page, Range, Summary, TopTipper } from "@footlights/api"
import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { call } from "../queries.ts"

/** A span of time: a known one, or from a day to a day. */
export interface Span {
  range: Range
  from?: string
  to?: string
}

const asked = ({ range, from, to }: Span) => (range === "custom" ? { range, from, to } : { range })

export const summaryQuery = (span: Span) =>
  queryOptions({
    queryKey: ["analytics", "summary", asked(span)],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call<Summary>("GET", "/api/analytics/summary", { query: asked(span), signal }),
  })

export const topTippersQuery = (span: Span) =>
  queryOptions({
    queryKey: ["analytics", "top-tippers", asked(span)],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Page<TopTipper>>("GET", "/api/analytics/top-tippers", {
        query: { ...asked(span), limit: 10 },
        signal,
      }),
    select: ({ items }) => items,
  })

/** Where the tips of a span come down as a table for a spreadsheet. */
export function exportPath(span: Span): string {
  const query = Object.entries(asked(span)).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return `/api/analytics/export?${new URLSearchParams(query)}`
}
