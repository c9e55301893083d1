import type { Session } from "@footlights/api"
import { Bar, Card, duration, EmptyState, ErrorState, Loading, Money, RelativeTime } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useEffect } from "react"
import { platformName } from "../live/platforms.ts"
import { sessionQuery } from "../queries.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import { TipsCard } from "../tips/TipsCard.tsx"
import styles from "./Sessions.module.css"

/** One session afterwards: its figures and every tip. */
export function SessionPage() {
  const { sessionId } = useParams({ from: "/shell/sessions/$sessionId" })
  const session = useQuery(sessionQuery(sessionId))
  useEffect(() => {
    document.title = "Session · Footlights"
  }, [])
  return (
    <>
      <PageHeader title={<bdi>{session.data ? session.data.title || "Untitled session" : "Session"}</bdi>}>
        <Link to="/sessions">All sessions</Link>
        {session.data ? (
          <>
            {" "}
            · {platformName(session.data.platform)} · <RelativeTime at={session.data.startedAt} />
          </>
        ) : null}
      </PageHeader>
      <main className={styles.main}>
        {session.isError ? (
          <ErrorState
            title="The session could not be loaded."
            error={session.error}
            retry={() => void session.refetch()}
          />
        ) : (
          <>
            <Card title="Figures">
              {session.data ? (
                <Figures session={session.data} />
              ) : (
                <Loading label="Loading the session">
                  <Bar width={40} height={52} />
                </Loading>
              )}
            </Card>
            <TipsCard sessionId={sessionId} empty={<EmptyState>Nobody tipped in this session.</EmptyState>} />
          </>
        )}
      </main>
    </>
  )
}

function Figures({ session }: { session: Session }) {
  const { totalTipsCents, tipCount, currency, startedAt, endedAt, peakViewers } = session
  const figures = [
    ["in tips", <Money key="total" minor={totalTipsCents} currency={currency} />],
    [tipCount === 1 ? "tip" : "tips", tipCount.toLocaleString()],
    ["most at once", peakViewers.toLocaleString()],
    ["on stage", endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : "still live"],
  ] as const
  return (
    <dl className={styles.figures}>
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  )
}
