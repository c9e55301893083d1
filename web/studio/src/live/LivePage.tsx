import { Card, EmptyState, ErrorState, Loading, RowsShape } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { lazy, Suspense, useEffect } from "react"
import { useMay } from "../acting.ts"
import { heldQuery } from "../alerts/alertQueries.ts"
import { WaitingCard } from "../alerts/WaitingCard.tsx"
import { GoalsCard } from "../goals/GoalsCard.tsx"
import { activeSessionQuery } from "../queries.ts"
import { TipsCard } from "../tips/TipsCard.tsx"
import { FirstSteps } from "./FirstSteps.tsx"
import { HourCard } from "./HourCard.tsx"
import { LiveHeader } from "./LiveHeader.tsx"
import styles from "./LivePage.module.css"
import { mergeSession, type ReadSession } from "./liveSession.ts"
import { OverlayCard } from "./OverlayCard.tsx"
import { PlayCard } from "./PlayCard.tsx"
import { StartSession } from "./StartSession.tsx"
import { TonightCard } from "./TonightCard.tsx"
import { useLiveSession } from "./useLiveSession.ts"

/** Below the first screen: fetched once what is above stands. */
const AddTip = lazy(() => import("./AddTip.tsx"))
const NotesCard = lazy(() => import("../notes/NotesCard.tsx"))

/** What is happening now. */
export function LivePage() {
  const active = useQuery(activeSessionQuery)
  useEffect(() => {
    document.title = "Live · Footlights"
  }, [])
  if (active.data) return <OnStage key={active.data.id} fetched={active.data} />
  return (
    <>
      <LiveHeader session={null} />
      <main className={styles.grid}>
        {active.isError ? (
          <ErrorState
            title="The session could not be loaded."
            error={active.error}
            retry={() => void active.refetch()}
          />
        ) : active.isPending ? (
          <Loading label="Loading the session">
            <Card title="Tips">
              <RowsShape />
            </Card>
          </Loading>
        ) : (
          <NobodyLive />
        )}
        <Beside />
      </main>
    </>
  )
}

function NobodyLive() {
  const may = useMay()
  if (may("sessions")) return <StartSession />
  return (
    <Card title="Tips">
      <EmptyState>Nothing is running. This page wakes up when the session starts.</EmptyState>
    </Card>
  )
}

function Beside() {
  const may = useMay()
  return (
    <>
      <div className={styles.col}>
        {may("own") ? <OverlayCard /> : null}
        {may("alerts") ? <WaitingCard /> : null}
      </div>
      <div className={styles.col}>
        {may("own") ? (
          <>
            <PlayCard primary={false} />
            <FirstSteps />
          </>
        ) : null}
      </div>
    </>
  )
}

function OnStage({ fetched }: { fetched: ReadSession }) {
  const live = useLiveSession(fetched.id)
  const session = mergeSession(fetched, live)
  const may = useMay()
  const held = useQuery({ ...heldQuery, enabled: may("alerts") }).data
  return (
    <>
      <LiveHeader session={session} />
      <main className={styles.grid}>
        {may("tips") ? (
          <TipsCard
            sessionId={session.id}
            live={live}
            held={held}
            mayRefund
            empty={<EmptyState>No tips yet. Each one shows here the moment it arrives.</EmptyState>}
          />
        ) : null}
        <div className={styles.col}>
          <TonightCard session={session} latest={live.tips[0]} />
          {may("own") ? (
            <>
              <GoalsCard session={session} />
              <HourCard session={session} live={live} />
            </>
          ) : null}
          <Suspense>{may("tips") ? <AddTip session={session} /> : null}</Suspense>
        </div>
        <div className={styles.col}>
          {may("own") ? (
            <>
              <OverlayCard />
              <PlayCard primary />
            </>
          ) : null}
          {may("alerts") ? <WaitingCard /> : null}
          <Suspense>{may("notes") ? <NotesCard sessionId={session.id} /> : null}</Suspense>
        </div>
      </main>
    </>
  )
}
