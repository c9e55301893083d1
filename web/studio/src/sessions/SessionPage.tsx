import { Bar, Card, EmptyState, ErrorState, Loading, RelativeTime, words } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { lazy, Suspense, useEffect } from "react"
import { useMay } from "../acting.ts"
import { platformName } from "../live/platforms.ts"
import NotesCard from "../notes/NotesCard.tsx"
import { sessionQuery } from "../queries.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import { TipsCard } from "../tips/TipsCard.tsx"
import { SessionFigures } from "./SessionFigures.tsx"
import styles from "./Sessions.module.css"

const TimelineCard = lazy(() => import("./TimelineCard.tsx"))

/** One session afterwards: its figures, its course, every tip, the notes. */
export function SessionPage() {
  const { sessionId } = useParams({ from: "/shell/sessions/$sessionId" })
  const session = useQuery(sessionQuery(sessionId))
  const may = useMay()
  useEffect(() => {
    document.title = "Session · Footlights"
  }, [])
  return (
    <>
      <PageHeader
        title={<bdi>{session.data ? words(session.data.title, 200) || "Untitled session" : "Session"}</bdi>}
      >
        <Link to="/sessions">All sessions</Link>
        {session.data ? (
          <>
            {" "}
            · {platformName(session.data.platform)} · <RelativeTime at={session.data.startedAt} />
          </>
        ) : null}
      </PageHeader>
      <main className={styles.main}>
        {session.isError && !session.data ? (
          <ErrorState
            title="The session could not be loaded."
            error={session.error}
            retry={() => void session.refetch()}
          />
        ) : (
          <>
            {session.data ? (
              <SessionFigures session={session.data} />
            ) : (
              <Card title="Figures">
                <Loading label="Loading the session">
                  <Bar width={40} height={52} />
                </Loading>
              </Card>
            )}
            {may("own") && session.data ? (
              <Suspense fallback={null}>
                <TimelineCard session={session.data} />
              </Suspense>
            ) : null}
            {may("tips") ? (
              <TipsCard
                sessionId={sessionId}
                mayRefund
                empty={<EmptyState>Nobody tipped in this session.</EmptyState>}
              />
            ) : null}
            {may("notes") ? <NotesCard sessionId={sessionId} /> : null}
          </>
        )}
      </main>
    </>
  )
}
