import type { Alert } from "@footlights/api"
import { Card, ErrorState, Loading, RangeField, RowsShape, SwitchField } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { settingsQuery } from "../settings/settingsQueries.ts"
import { AlertRow } from "./AlertRow.tsx"
import styles from "./Alerts.module.css"
import { changeAlerts, doneQuery, heldQuery, queuedQuery, showingQuery } from "./alertQueries.ts"
import { waitingWords } from "./alertWords.ts"

/** How many stand on the page; the server merges what is beyond its own limit. */
const SHOWN = 6

/** What the overlay will show, what is held for a decision, and the switches over all of it. */
export function WaitingCard() {
  const held = useQuery(heldQuery)
  const queued = useQuery(queuedQuery)
  const showing = useQuery(showingQuery).data ?? []
  const done = useQuery(doneQuery).data ?? []
  const both = [held, queued]
  const waiting: Alert[] = [...showing, ...(held.data ?? []), ...(queued.data ?? [])]
  const failed = both.find(({ isError, data }) => isError && !data)
  return (
    <Card title="Waiting" aside={<span>{waiting.length > 0 ? waiting.length.toLocaleString() : null}</span>}>
      <AlertSwitches />
      {failed ? (
        <ErrorState
          title="The queue could not be loaded."
          error={failed.error}
          retry={() => both.forEach((query) => void query.refetch())}
        />
      ) : held.isPending || queued.isPending ? (
        <Loading label="Loading the queue">
          <RowsShape rows={2} />
        </Loading>
      ) : (
        <>
          <p className={styles.quiet}>{waitingWords(held.data?.length ?? 0, queued.data?.length ?? 0)}</p>
          <ol className={styles.queue} aria-label="Waiting alerts">
            {waiting.slice(0, SHOWN).map((alert) => (
              <li key={alert.id}>
                <AlertRow alert={alert} />
              </li>
            ))}
          </ol>
          {waiting.length > SHOWN ? (
            <p className={styles.quiet}>and {(waiting.length - SHOWN).toLocaleString()} more</p>
          ) : null}
          {done.length > 0 ? (
            <details>
              <summary>Shown last</summary>
              <ol className={styles.queue} aria-label="Alerts shown last">
                {done.map((alert) => (
                  <li key={alert.id}>
                    <AlertRow alert={alert} />
                  </li>
                ))}
              </ol>
            </details>
          ) : null}
        </>
      )}
    </Card>
  )
}

function AlertSwitches() {
  const alerts = useQuery(settingsQuery).data?.alerts
  const [volume, setVolume] = useState<number>()
  const stored = alerts?.volume
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored wins once it has changed
  useEffect(() => setVolume(undefined), [stored])
  if (!alerts) return null
  return (
    <div className={styles.switches}>
      <SwitchField
        label="Pause alerts"
        description={alerts.paused ? "Nothing new is shown; all of it waits." : undefined}
        checked={alerts.paused}
        onChange={(paused) => changeAlerts({ paused })}
      />
      <SwitchField
        label="Do not disturb"
        description={alerts.doNotDisturb ? "Tips count, and no alert is shown for them." : undefined}
        checked={alerts.doNotDisturb}
        onChange={(doNotDisturb) => changeAlerts({ doNotDisturb })}
      />
      <RangeField
        label="Volume"
        min={0}
        max={100}
        step={5}
        value={volume ?? alerts.volume}
        says={(value) => `${value} %`}
        onChange={setVolume}
        onSettled={(value) => {
          if (value !== alerts.volume) changeAlerts({ volume: value })
        }}
      />
    </div>
  )
}
