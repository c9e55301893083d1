import { createApi, createCall, isPassing, ProblemError, take } from "@footlights/api"
import { QueryCache, QueryClient, queryOptions } from "@tanstack/react-query"
import { asActing } from "./acting.ts"
import type { ReadSession } from "./live/liveSession.ts"

const sendAsActing = async (request: Request) => fetch(await asActing(request))

export const api = createApi({ fetch: sendAsActing })
/** For waiting writes, and routes whose body is a form. */
export const call = createCall(sendAsActing)

const unauthorized = (failure: unknown) => failure instanceof ProblemError && failure.status === 401

/** The name of the question who is signed in; any 401 asks it again. */
const ME = ["me"] as const

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (failure, query) => {
      if (unauthorized(failure) && query.queryKey[0] !== ME[0])
        void queryClient.invalidateQueries({ queryKey: ME })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, failure) => isPassing(failure) && failures < 2,
      retryDelay: (failures) => Math.min(500 * 1.8 ** failures, 20_000),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
})

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ME,
  staleTime: 5 * 60_000,
  queryFn: () =>
    take(api.GET("/api/auth/me")).catch((failure: unknown) => {
      if (unauthorized(failure)) return null
      throw failure
    }),
})

export const methodsQuery = queryOptions({
  queryKey: ["auth", "methods"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => take(api.GET("/api/auth/methods")),
})

/** Nobody is signed in any more: what was theirs is forgotten, and the shell leads to the door. */
export function forgetEverything(): void {
  queryClient.setQueryData(ME, null)
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] })
}

/** The session that is live; null when none is. */
export const activeSessionQuery = queryOptions({
  queryKey: ["sessions", "active"],
  refetchInterval: 30_000,
  queryFn: async (): Promise<ReadSession | null> => {
    const askedAt = Date.now()
    try {
      return { ...(await take(api.GET("/api/sessions/active"))), askedAt }
    } catch (failure) {
      if (failure instanceof ProblemError && failure.code === "no_active_session") return null
      throw failure
    }
  },
})

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ["sessions", id],
    queryFn: async (): Promise<ReadSession> => {
      const askedAt = Date.now()
      return { ...(await take(api.GET("/api/sessions/{id}", { params: { path: { id } } }))), askedAt }
    },
  })

/** Whether an overlay is open; asked again now and then, since nothing announces it. */
export const overlayQuery = queryOptions({
  queryKey: ["overlay"],
  refetchInterval: 5_000,
  queryFn: () => take(api.GET("/api/overlay")),
})

/** The overlay's address: a secret, so it is fetched when asked for and kept nowhere. */
export async function revealOverlay(): Promise<string> {
  const { url } = await take(api.GET("/api/overlay", { params: { query: { reveal: true } } }))
  if (!url)
    throw new Error("The server did not give the overlay's address. Sign in again, then try once more.")
  return url
}
