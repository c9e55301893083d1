import type { Timeline } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { call } from "../queries.ts"
import { everyMinute } from "./timeline.ts"

/** A session minute by minute, without gaps. */
export const timelineQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["analytics", "timeline", sessionId],
    queryFn: async ({ signal }) => {
      const path = `/api/analytics/sessions/${sessionId}/timeline`
      return everyMinute(await call<Timeline>("GET", path, { signal }), Date.now())
    },
  })
