import { ProblemError, take } from "@footlights/api"
import { Connection, type LiveState, SignedOutError } from "@footlights/live"
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react"
import { outbox, outboxOf } from "./deeds/outbox.ts"
import { activeSessionQuery, api, overlayQuery, queryClient } from "./queries.ts"

/** How long a write that got a passing refusal waits, in milliseconds. */
const RETRY_WRITES_MS = 5_000

const RealtimeContext = createContext<Connection | undefined>(undefined)

async function socketToken(): Promise<{ token: string }> {
  try {
    const me = await take(api.GET("/api/auth/me", { params: { query: { socket: true } } }))
    if (!me.socketToken) throw new Error("The server gave no token for the live connection.")
    return { token: me.socketToken }
  } catch (failure) {
    if (failure instanceof ProblemError && failure.status === 401) throw new SignedOutError()
    throw failure
  }
}

/** Sends what waits. What it changes is told live; where nobody tells, it is read. */
async function flush(connection: Connection): Promise<void> {
  if (outbox.waiting.get().length === 0) return
  await outbox.flush()
  if (connection.state.get().phase !== "live") await queryClient.invalidateQueries({ queryKey: ["tips"] })
}

/** While away anything may have changed elsewhere: first ours goes out, then everything in sight is read again. */
async function backAgain(connection: Connection, first: boolean): Promise<void> {
  const waited = outbox.waiting.get().length > 0
  await flush(connection)
  if (!first || waited)
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" })
  else
    for (const { queryKey } of [activeSessionQuery, overlayQuery])
      void queryClient.invalidateQueries({ queryKey })
}

/** One live connection for the whole studio, from sign-in to sign-out. */
export function RealtimeProvider({ accountId, children }: { accountId: string; children: ReactNode }) {
  const [opened, setOpened] = useState<Connection>()
  useEffect(() => {
    outboxOf(accountId)
    const connection = new Connection({
      namespace: "/streaming",
      auth: socketToken,
    })
    let first = true
    const unfollow = connection.state.subscribe(() => {
      const { phase } = connection.state.get()
      if (phase === "live") {
        void backAgain(connection, first)
        first = false
      }
      if (phase === "revoked") void queryClient.invalidateQueries({ queryKey: ["me"] })
    })
    const timer = setInterval(() => void flush(connection), RETRY_WRITES_MS)
    setOpened(connection)
    return () => {
      clearInterval(timer)
      unfollow()
      connection.close()
    }
  }, [accountId])
  return opened ? <RealtimeContext value={opened}>{children}</RealtimeContext> : null
}

export function useConnection(): Connection {
  const connection = useContext(RealtimeContext)
  if (!connection) throw new Error("useConnection stands outside RealtimeProvider")
  return connection
}

export function useLiveState(): LiveState {
  const connection = useConnection()
  return useSyncExternalStore(connection.state.subscribe, connection.state.get)
}
