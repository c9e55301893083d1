import type { Frame } from "@footlights/live"
import { useEffect } from "react"
import { useActing } from "./acting.ts"
import { readSoon } from "./readSoon.ts"
import { useConnection } from "./realtime.tsx"

/** What is read again when the creator's own topic tells of something. */
const TELLS: Record<string, readonly string[]> = {
  alert_queued: ["alerts"],
  alert_changed: ["alerts"],
  alert_skipped: ["alerts"],
  settings_updated: ["settings"],
  menu_updated: ["menu"],
  theme_updated: ["theme"],
  goal_progress: ["goals"],
  goal_completed: ["goals"],
  animation_trigger: [],
}

/** Follows what happens to the creator beside her sessions, on every page of the studio. */
export function useCreatorTopic(): void {
  const connection = useConnection()
  const creatorId = useActing()?.creatorId
  useEffect(() => {
    const told = (event: string, _frame: Frame) => {
      for (const name of TELLS[event] ?? []) readSoon([name])
    }
    return connection.follow({
      join: "follow_creator",
      leave: "unfollow_creator",
      body: () => (creatorId ? { creatorId } : {}),
      onFrame: told,
      onSnapshot: () => {
        for (const name of new Set(Object.values(TELLS).flat())) readSoon([name])
      },
    })
  }, [connection, creatorId])
}
