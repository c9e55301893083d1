import type { Session } from "@footlights/api"
import { elapsed, StatusPill, useNow } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useMay } from "../acting.ts"
import { overlayQuery } from "../queries.ts"
import { EndSession } from "./EndSession.tsx"
import styles from "./LiveHeader.module.css"
import { platformName } from "./platforms.ts"
import { Viewers } from "./Viewers.tsx"

/** The line at the top: live or not, what, for whom, and the way out. */
export function LiveHeader({ session }: { session: Session | null }) {
  const may = useMay()
  const overlay = useQuery({ ...overlayQuery, enabled: may("own") }).data
  return (
    <header className={styles.header}>
      {session ? <LivePill startedAt={session.startedAt} /> : <StatusPill>Not live</StatusPill>}
      <div className={styles.title}>
        <h1>{session ? <bdi>{session.title || "Untitled session"}</bdi> : "Live"}</h1>
        <p>
          {session
            ? `${platformName(session.platform)} · started ${clock(session.startedAt)}`
            : "Nothing is running"}
        </p>
      </div>
      {session ? <Viewers session={session} maySay={may("sessions")} /> : null}
      {overlay ? (
        <span className={styles.overlay}>
          <StatusPill tone={overlay.connected ? "good" : "plain"}>
            {overlay.connected ? "Overlay connected" : "No overlay open"}
          </StatusPill>
        </span>
      ) : null}
      {session && may("sessions") ? (
        <div className={styles.end}>
          <EndSession session={session} />
        </div>
      ) : null}
    </header>
  )
}

function LivePill({ startedAt }: { startedAt: string }) {
  const now = useNow("second")
  return (
    <StatusPill tone="live">
      Live <span role="timer">{elapsed(Date.parse(startedAt), now)}</span>
    </StatusPill>
  )
}

const clock = (at: string) =>
  new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(Date.parse(at))
