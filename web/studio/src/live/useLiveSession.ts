import { announce, formatMoney, words } from "@footlights/ui"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { activeSessionQuery, sessionQuery } from "../queries.ts"
import { useRealtime } from "../realtime.tsx"
import { tipsKey } from "../tips/useTips.ts"
import { applyFrame, type LiveSession, nothingYet } from "./liveSession.ts"

const manyTips = (tips: number) => `${tips} more tips`

/** Follows a session's topic. After a snapshot, or another epoch, everything is read again. */
export function useLiveSession(sessionId: string): LiveSession {
  const { connection } = useRealtime()
  const client = useQueryClient()
  const [live, setLive] = useState<LiveSession>(nothingYet)
  useEffect(() => {
    const readAgain = () => {
      void client.invalidateQueries({ queryKey: activeSessionQuery.queryKey })
      void client.invalidateQueries({ queryKey: sessionQuery(sessionId).queryKey })
      void client.invalidateQueries({ queryKey: tipsKey(sessionId) })
    }
    setLive(nothingYet)
    return connection.follow({
      join: "join_session",
      leave: "leave_session",
      body: () => ({ sessionId }),
      onFrame: (event, frame) => {
        setLive((before) => applyFrame(before, event, frame))
        if (event === "tip_received") announceTip(frame.tip)
        if (event === "session_updated" && frame.status === "ended") readAgain()
      },
      onSnapshot: () => {
        setLive((before) => ({ ...nothingYet, tips: before.tips }))
        readAgain()
      },
      onJoined: ({ recovered }) => {
        // What was read before the join may miss what happened in between; from here on nothing is missed.
        if (!recovered) readAgain()
      },
      onRefused: readAgain,
    })
  }, [connection, client, sessionId])
  return live
}

function announceTip(told: unknown): void {
  const { tipperName, amountCents, currency } = (told ?? {}) as Record<string, unknown>
  if (typeof amountCents !== "number" || typeof currency !== "string") return
  const who = words(tipperName, 25) || "Someone"
  announce(`${who} tipped ${formatMoney(amountCents, currency)}`, manyTips)
}
