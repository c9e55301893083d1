import { isPassing, ProblemError, type RecordTip, take } from "@footlights/api"
import {
  Connection,
  type LiveState,
  type PendingWrite,
  SignedOutError,
  WriteQueue,
  WriteRefused,
} from "@footlights/live"
import { notifyFailure } from "@footlights/ui"
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react"
import { activeSessionQuery, api, overlayQuery, queryClient } from "./queries.ts"

/** How long a write that got a passing refusal waits, in milliseconds. */
const RETRY_WRITES_MS = 5_000

interface Realtime {
  connection: Connection
  /** Tips added by hand: they wait here while the server is away. */
  tips: WriteQueue<RecordTip>
}

const RealtimeContext = createContext<Realtime | undefined>(undefined)

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

async function sendTip(body: RecordTip, key: string): Promise<void> {
  try {
    await take(api.POST("/api/tips", { body, headers: { "Idempotency-Key": key } }))
  } catch (failure) {
    throw isPassing(failure) ? failure : new WriteRefused(failure)
  }
}

function readTotals(): void {
  void queryClient.invalidateQueries({ queryKey: activeSessionQuery.queryKey })
  void queryClient.invalidateQueries({ queryKey: ["tips"] })
}

function open(): Realtime {
  const connection = new Connection({ namespace: "/streaming", auth: socketToken })
  const tips = new WriteQueue<RecordTip>({
    send: async (body, key) => {
      await sendTip(body, key)
      // Without a live connection nobody tells of it, so it is read.
      if (connection.state.get().phase !== "live") readTotals()
    },
    onRefused: (_tip, reason) => notifyFailure(reason),
    storage: sessionStorage,
    storageName: "footlights.tips",
  })
  return { connection, tips }
}

/** One live connection for the whole studio, from sign-in to sign-out. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const [realtime, setRealtime] = useState<Realtime>()
  useEffect(() => {
    const opened = open()
    const { connection, tips } = opened
    const flush = () => {
      if (tips.waiting.get().length > 0) void tips.flush()
    }
    const unfollow = connection.state.subscribe(() => {
      const { phase } = connection.state.get()
      if (phase === "live") {
        flush()
        // While away a session may have begun or ended elsewhere.
        void queryClient.invalidateQueries({ queryKey: activeSessionQuery.queryKey })
        void queryClient.invalidateQueries({ queryKey: overlayQuery.queryKey })
      }
      if (phase === "revoked") void queryClient.invalidateQueries({ queryKey: ["me"] })
    })
    const timer = setInterval(flush, RETRY_WRITES_MS)
    setRealtime(opened)
    return () => {
      clearInterval(timer)
      unfollow()
      connection.close()
    }
  }, [])
  return realtime ? <RealtimeContext value={realtime}>{children}</RealtimeContext> : null
}

export function useRealtime(): Realtime {
  const realtime = useContext(RealtimeContext)
  if (!realtime) throw new Error("useRealtime stands outside RealtimeProvider")
  return realtime
}

export function useLiveState(): LiveState {
  const { connection } = useRealtime()
  return useSyncExternalStore(connection.state.subscribe, connection.state.get)
}

export function useWaitingTips(): readonly PendingWrite<RecordTip>[] {
  const { tips } = useRealtime()
  return useSyncExternalStore(tips.waiting.subscribe, tips.waiting.get)
}
