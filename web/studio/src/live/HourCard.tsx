import type { Session, TimelineMinute } from "@footlights/api"
import { Card, count, Sparkline, useNow } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { timelineQuery } from "../analytics/timelineQuery.ts"
import styles from "./HourCard.module.css"
import { lastHour } from "./hour.ts"
import type { LiveSession } from "./liveSession.ts"

const NOTHING: readonly TimelineMinute[] = []

/** Who watched and when they tipped, over the last hour. */
export function HourCard({ session, live }: { session: Session; live: LiveSession }) {
  const now = useNow()
  const read = useQuery({ ...timelineQuery(session.id), refetchInterval: 60_000 }).data ?? NOTHING
  const hour = lastHour(read, live.tips, session.viewerCount, now)
  const tips = hour.tips.reduce((sum, each) => sum + each, 0)
  const most = Math.max(...hour.viewers)
  const words = `${count(tips, "tip")} in the last hour, ${most.toLocaleString()} watching at most`
  return (
    <Card title="The last hour">
      <Sparkline label={words} line={hour.viewers} bars={hour.tips} />
      <p className={styles.legend} aria-hidden="true">
        <span>
          <i data-of="viewers" />
          viewers
        </span>
        <span>
          <i data-of="tips" />
          {count(tips, "tip")}
        </span>
        <span>at most {most.toLocaleString()}</span>
      </p>
    </Card>
  )
}
