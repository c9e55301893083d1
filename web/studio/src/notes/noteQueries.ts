import { take } from "@footlights/api"
import { useInfiniteQuery } from "@tanstack/react-query"
import { act } from "../deeds/act.ts"
import { api } from "../queries.ts"

const PAGE = 50
export const notesKey = (sessionId: string) => ["notes", sessionId] as const

export function useNotes(sessionId: string) {
  return useInfiniteQuery({
    queryKey: notesKey(sessionId),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/sessions/{id}/notes", {
          params: {
            path: { id: sessionId },
            query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

type Noted = {
  pages: { items: { id: string; text: string; createdAt: string }[]; nextCursor: string | null }[]
}

/** Kept at once, with the time it was written; sent when the server is there. */
export const addNote = (sessionId: string, text: string, now: Date) => {
  const note = { id: `new-${now.getTime()}`, text, createdAt: now.toISOString() }
  return act({
    method: "POST",
    path: `/api/sessions/${sessionId}/notes`,
    body: { text },
    patches: [
      {
        key: notesKey(sessionId),
        apply: (noted: Noted): Noted => ({
          ...noted,
          pages: noted.pages.map((page, place) =>
            place === 0 ? { ...page, items: [note, ...page.items] } : page,
          ),
        }),
      },
    ],
    reads: [notesKey(sessionId)],
  })
}
