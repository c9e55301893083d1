import type { Session } from "@footlights/api"
import { Button, Dialog, DialogActs, notifyFailure, StatusPill, TextField } from "@footlights/ui"
import { type FormEvent, useState } from "react"
import { useConnection } from "../realtime.tsx"
import styles from "./Viewers.module.css"

/** How many watch; where no platform tells, one can say it. */
export function Viewers({ session, maySay }: { session: Session; maySay: boolean }) {
  const connection = useConnection()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState("")
  const viewerCount = /^\d{1,7}$/.test(typed.trim()) ? Number(typed) : undefined
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (viewerCount === undefined) return
    connection
      .request("update_viewers", { sessionId: session.id, viewerCount })
      .then(() => setOpened(false), notifyFailure)
  }
  const words = `${session.viewerCount.toLocaleString()} watching · peak ${session.peakViewers.toLocaleString()}`
  if (!maySay) return <StatusPill>{words}</StatusPill>
  return (
    <>
      <button type="button" className={styles.open} aria-haspopup="dialog" onClick={() => setOpened(true)}>
        <StatusPill>{words}</StatusPill>
      </button>
      <Dialog title="Who is watching" opened={opened} onClose={() => setOpened(false)}>
        <form onSubmit={save}>
          <TextField
            label="Watching now"
            description="For platforms that do not say"
            inputMode="numeric"
            autoComplete="off"
            autoFocus
            value={typed}
            onChange={setTyped}
          />
          <DialogActs>
            <Button type="submit" disabled={viewerCount === undefined}>
              Set viewers
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  )
}
