import type { TimelineMinute } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { call } from "../queries.ts"

/** A session minute by minute. */
export const timelineQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["analytics", "timeline", sessionId],
    queryFn: ({ signal }) =>
      call<{ items: TimelineMinute[] }>("GET", `/api/analytics/sessions/${sessionId}/timeline`, { signal }),
    select: ({ items }) => items,
  })
