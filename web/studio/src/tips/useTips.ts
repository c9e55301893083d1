import { take } from "@footlights/api"
import { useInfiniteQuery } from "@tanstack/react-query"
import { api } from "../queries.ts"

const PAGE = 50

export const tipsKey = (sessionId: string) => ["tips", sessionId] as const

/** A session's tips, newest first, page by page; `q` searches names and messages. */
export function useTips(sessionId: string, q = "") {
  return useInfiniteQuery({
    queryKey: [...tipsKey(sessionId), q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/tips", {
          params: {
            query: {
              sessionId,
              limit: PAGE,
              ...(q ? { q } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}
