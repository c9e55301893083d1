import type { Alert } from "@footlights/api"
import { Button, Money, useNow, words } from "@footlights/ui"
import styles from "./Alerts.module.css"
import { replayAlert, showAlert, skipAlert } from "./alertQueries.ts"
import { stateWords } from "./alertWords.ts"

/** One alert in the queue, and what can be decided about it. */
export function AlertRow({ alert }: { alert: Alert }) {
  const now = useNow(alert.releaseAt ? "second" : "slow")
  const { payload, state } = alert
  const name = words(payload.tipperName ?? payload.name, 255) || "Someone"
  const message = words(payload.message, 512)
  const waits = state === "held" || state === "queued"
  return (
    <div className={styles.alert} data-state={state}>
      <div className={styles.words}>
        <p className={styles.name}>
          <b>
            <bdi>{name}</bdi>
          </b>
          {payload.amountCents !== undefined && payload.currency ? (
            <span>
              <Money minor={payload.amountCents} currency={payload.currency} />
            </span>
          ) : null}
          {alert.more > 0 ? <span>and {alert.more} more</span> : null}
        </p>
        {message ? (
          <p className={styles.message} dir="auto">
            {message}
          </p>
        ) : null}
        <small>{stateWords(alert, now)}</small>
      </div>
      <div className={styles.decide}>
        {state === "held" ? (
          <Button aria-label={`Show the alert of ${name}`} onClick={() => showAlert(alert)}>
            Show
          </Button>
        ) : null}
        {waits || state === "showing" ? (
          <Button aria-label={`Skip the alert of ${name}`} onClick={() => skipAlert(alert)}>
            Skip
          </Button>
        ) : (
          <Button aria-label={`Show the alert of ${name} again`} onClick={() => replayAlert(alert.id)}>
            Again
          </Button>
        )}
      </div>
    </div>
  )
}
