import type { GoalReached, Page, Summary, TopTipper } from "@footlights/api"
import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { call } from "../queries.ts"
import { asked, type Span } from "./span.ts"

export const summaryQuery = (span: Span, timeZone: string) =>
  queryOptions({
    queryKey: ["analytics", "summary", asked(span, timeZone)],
    staleTime: 0,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Summary>("GET", "/api/analytics/summary", { query: asked(span, timeZone), signal }),
  })

export const topTippersQuery = (span: Span, timeZone: string) =>
  queryOptions({
    queryKey: ["analytics", "top-tippers", asked(span, timeZone)],
    staleTime: 0,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Page<TopTipper>>("GET", "/api/analytics/top-tippers", {
        query: { ...asked(span, timeZone), limit: 10 },
        signal,
      }),
    select: ({ items }) => items,
  })

export const goalsReachedQuery = (span: Span, timeZone: string) =>
  queryOptions({
    queryKey: ["analytics", "goals", asked(span, timeZone)],
    staleTime: 0,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Page<GoalReached>>("GET", "/api/analytics/goals", {
        query: { ...asked(span, timeZone), limit: 20 },
        signal,
      }),
    select: ({ items }) => items,
  })
