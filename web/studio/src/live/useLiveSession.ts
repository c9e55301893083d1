import type { Goal, Page } from "@footlights/api"
import type { Frame } from "@footlights/live"
import { announce, formatMoney, words } from "@footlights/ui"
import { useEffect, useState } from "react"
import { withGoalFrame } from "../goals/goalFrames.ts"
import { goalsKey } from "../goals/goalQueries.ts"
import { activeSessionQuery, queryClient, sessionQuery } from "../queries.ts"
import { readFromNow, readSoon } from "../readSoon.ts"
import { useConnection } from "../realtime.tsx"
import { tipsKey } from "../tips/useTips.ts"
import { applyFrame, type LiveSession, nothingYet } from "./liveSession.ts"

const manyTips = (tips: number) => `${tips} more tips`

/** Follows a session's topic. After a snapshot, or another epoch, everything is read again. */
export function useLiveSession(sessionId: string): LiveSession {
  const connection = useConnection()
  const [live, setLive] = useState<LiveSession>(nothingYet)
  useEffect(() => {
    const readAgain = () => {
      const { queryKey: active } = activeSessionQuery
      for (const key of [active, sessionQuery(sessionId).queryKey, tipsKey(sessionId), goalsKey])
        readFromNow(key)
    }
    setLive(nothingYet)
    return connection.follow({
      join: "join_session",
      leave: "leave_session",
      body: () => ({ sessionId }),
      onFrame: (event, frame) => {
        const now = Date.now()
        setLive((before) => applyFrame(before, event, frame, now))
        if (event === "tip_received") announceTip(frame.tip)
        if (event === "tip_refunded") readSoon(tipsKey(sessionId))
        if (event === "goal_progress" || event === "goal_completed") tellGoal(event, frame)
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
  }, [connection, sessionId])
  return live
}

function tellGoal(event: string, frame: Frame): void {
  queryClient.setQueriesData<Page<Goal>>({ queryKey: goalsKey }, (page) =>
    page ? { ...page, items: withGoalFrame(page.items, frame) } : page,
  )
  // What is just being read may not know of this and would take its place.
  if (queryClient.isFetching({ queryKey: goalsKey }) > 0) readSoon(goalsKey)
  if (event === "goal_completed") announce(`The goal ${words(frame.title, 80)} is reached`)
}

function announceTip(told: unknown): void {
  const { tipperName, amountCents, currency } = (told ?? {}) as Record<string, unknown>
  if (typeof amountCents !== "number" || typeof currency !== "string") return
  const who = words(tipperName, 25) || "Someone"
  announce(`${who} tipped ${formatMoney(amountCents, currency)}`, manyTips)
}
