import type { Account } from "@footlights/api"
import { Button, count, ErrorState, Mark, OfflineBar } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { useActing } from "../acting.ts"
import { useCreatorTopic } from "../creatorTopic.ts"
import { type Deed, useWaiting } from "../deeds/outbox.ts"
import { isCreator, NoStudio } from "../moderators/NoStudio.tsx"
import { useCurrentRights } from "../moderators/useCurrentRights.ts"
import { meQuery } from "../queries.ts"
import { RealtimeProvider, useLiveState } from "../realtime.tsx"
import { Nav } from "./Nav.tsx"
import styles from "./Shell.module.css"
import { Shortcuts } from "./Shortcuts.tsx"

/** The frame of every page for who is signed in; anybody else is shown the door. */
export function Shell() {
  const me = useQuery(meQuery)
  if (me.data === null) return <ToSignIn />
  if (me.data)
    return (
      <RealtimeProvider accountId={me.data.id}>
        <Frame account={me.data} />
      </RealtimeProvider>
    )
  return (
    <main className={styles.alone} aria-busy={!me.isError}>
      <h1 className="sr-only">Footlights</h1>
      {me.isError ? (
        <ErrorState
          title="The studio could not be opened."
          error={me.error}
          retry={() => void me.refetch()}
        />
      ) : (
        <Mark />
      )}
    </main>
  )
}

/** To the door, and back to this page afterwards. */
function ToSignIn() {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: one move only; the address changes under it
  useEffect(() => {
    void navigate({ to: "/sign-in", search: pathname === "/" ? {} : { next: pathname }, replace: true })
  }, [])
  return null
}

function Frame({ account }: { account: Account }) {
  useCreatorTopic()
  useCurrentRights()
  const acting = useActing()
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Nav />
      <div className={styles.page}>
        <ConnectionBar />
        <div id="page" tabIndex={-1} className={styles.content}>
          {acting || isCreator(account) ? <Outlet key={acting?.creatorId ?? "own"} /> : <NoStudio />}
        </div>
      </div>
      <Shortcuts />
    </div>
  )
}

function ConnectionBar() {
  const { phase } = useLiveState()
  const waiting = useWaiting()
  if (phase === "revoked")
    return (
      <div className={styles.revoked} role="alert">
        The live connection was ended: this sign-in is no longer valid.
        <Button onClick={() => location.reload()}>Sign in again</Button>
      </div>
    )
  return <OfflineBar offline={phase === "offline"} waiting={waitingWords(waiting)} />
}

/** "2 tips and 1 change wait to be sent." */
function waitingWords(waiting: readonly Deed[]): string | undefined {
  if (waiting.length === 0) return undefined
  const tips = waiting.filter(({ what }) => what === "tip").length
  const parts = [
    tips > 0 ? count(tips, "tip") : "",
    waiting.length > tips ? count(waiting.length - tips, "change") : "",
  ]
  return `${parts.filter(Boolean).join(" and ")} ${waiting.length === 1 ? "waits" : "wait"} to be sent.`
}
