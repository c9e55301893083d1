import type { Session } from "@footlights/api"
import { Card } from "@footlights/ui"
import { Chart } from "@footlights/ui/charts"
import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { timelineQuery } from "../analytics/timelineQuery.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Sessions.module.css"
import { course } from "./timeline.ts"

/** A session's course: who watched, and when they tipped. */
export default function TimelineCard({ session }: { session: Session }) {
  const timeline = useQuery(timelineQuery(session.id))
  const figure = useMemo(
    () => (timeline.data ? course(timeline.data, session.currency) : undefined),
    [timeline.data, session.currency],
  )
  return (
    <Card title="How it went">
      <Asked query={timeline} what="the course of the session">
        {(minutes) =>
          minutes.length > 1 && figure ? (
            <Chart label="Viewers and tips by minute" figure={figure} height={200} />
          ) : (
            <p className={styles.quiet}>Too short to draw.</p>
          )
        }
      </Asked>
    </Card>
  )
}
