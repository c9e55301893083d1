import { count, ErrorState, Mark, OfflineBar } from "@footlights/ui"
import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { meQuery } from "../queries.ts"
import { RealtimeProvider, useLiveState, useWaitingTips } from "../realtime.tsx"
import { Nav } from "./Nav.tsx"
import styles from "./Shell.module.css"
import { Shortcuts } from "./Shortcuts.tsx"

/** The frame of every page for who is signed in; anybody else is shown the door. */
export function Shell() {
  const me = useQuery(meQuery)
  if (me.data === null) return <ToSignIn />
  if (me.data)
    return (
      <RealtimeProvider>
        <Frame />
      </RealtimeProvider>
    )
  return (
    <main className={styles.alone}>
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

function Frame() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Nav />
      <div className={styles.page}>
        <ConnectionBar />
        <div id="page" tabIndex={-1} className={styles.content}>
          <Outlet />
        </div>
      </div>
      <Shortcuts />
    </div>
  )
}

function ConnectionBar() {
  const { phase } = useLiveState()
  const waiting = useWaitingTips().length
  if (phase === "revoked")
    return (
      <div className={styles.revoked} role="alert">
        The live connection was ended: this sign-in is no longer valid.
        <Button onClick={() => location.reload()}>Sign in again</Button>
      </div>
    )
  const note = waiting > 0 ? `${count(waiting, "tip waits", "tips wait")} to be sent.` : undefined
  return <OfflineBar offline={phase === "offline"} waiting={note} />
}
