import type { Session } from "@footlights/api"
import { Card, EmptyState, ErrorState, Loading, RowsShape } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { activeSessionQuery } from "../queries.ts"
import { TipsCard } from "../tips/TipsCard.tsx"
import { AddTip } from "./AddTip.tsx"
import { FirstSteps } from "./FirstSteps.tsx"
import { LiveHeader } from "./LiveHeader.tsx"
import styles from "./LivePage.module.css"
import { mergeSession } from "./liveSession.ts"
import { OverlayCard } from "./OverlayCard.tsx"
import { PlayCard } from "./PlayCard.tsx"
import { StartSession } from "./StartSession.tsx"
import { TonightCard } from "./TonightCard.tsx"
import { useLiveSession } from "./useLiveSession.ts"

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
            title="Your session could not be loaded."
            error={active.error}
            retry={() => void active.refetch()}
          />
        ) : active.isPending ? (
          <Loading label="Loading your session">
            <Card title="Tips">
              <RowsShape />
            </Card>
          </Loading>
        ) : (
          <StartSession />
        )}
        <div className={styles.col}>
          <OverlayCard />
        </div>
        <div className={styles.col}>
          <PlayCard primary={false} />
          <FirstSteps />
        </div>
      </main>
    </>
  )
}

function OnStage({ fetched }: { fetched: Session }) {
  const live = useLiveSession(fetched.id)
  const session = mergeSession(fetched, live)
  return (
    <>
      <LiveHeader session={session} />
      <main className={styles.grid}>
        <TipsCard
          sessionId={session.id}
          live={live}
          empty={<EmptyState>No tips yet. Each one shows here the moment it arrives.</EmptyState>}
        />
        <div className={styles.col}>
          <TonightCard session={session} latest={live.tips[0]} />
          <AddTip session={session} />
        </div>
        <div className={styles.col}>
          <OverlayCard />
          <PlayCard primary />
        </div>
      </main>
    </>
  )
}
