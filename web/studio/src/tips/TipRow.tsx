import type { Alert, Tip } from "@footlights/api"
import { count, LinkButton, Money, RelativeTime, words } from "@footlights/ui"
import { showAlert, skipAlert } from "../alerts/alertQueries.ts"
import { refundTip, useRefunding } from "./refunds.ts"
import styles from "./TipRow.module.css"

/** What the server keeps of a name and a message, in code points. */
const NAME_MOST = 255
const MESSAGE_MOST = 512
const SOURCES: Record<string, string> = { manual: "by hand", websocket: "live", platform_api: "platform" }

interface TipRowProps {
  tip: Tip & { menuItemName?: string | null }
  /** Its alert, while it is held for a decision. */
  held?: Alert | undefined
  mayRefund?: boolean
}

/** One tip: who, what they said, when, how much. Names and words are strangers' and stay in their own box. */
export function TipRow({ tip, held, mayRefund = false }: TipRowProps) {
  const refunding = useRefunding(tip.id)
  const name = words(tip.tipperName, NAME_MOST)
  const message = words(tip.message, MESSAGE_MOST)
  const item = words(tip.menuItemName, 60)
  const left = refunding ? 0 : tip.amountCents - tip.refundedCents
  return (
    <div className={styles.tip}>
      <span className={styles.who} aria-hidden="true">
        {initial(name)}
      </span>
      <div className={styles.said}>
        <p className={styles.name}>
          <bdi>{name || "Someone"}</bdi>
          {item ? (
            <span className={styles.tag}>
              <bdi>{item}</bdi>
            </span>
          ) : null}
          {held ? <span className={styles.held}>held</span> : null}
          {left < tip.amountCents ? (
            <span className={styles.tag}>{left > 0 ? "partly refunded" : "refunded"}</span>
          ) : null}
        </p>
        {message ? (
          <p className={styles.message} dir="auto" title={message}>
            {message}
          </p>
        ) : null}
        <small>
          <RelativeTime at={tip.createdAt} />
          {held ? (
            <span className={styles.acts}>
              <LinkButton aria-label={`Show the tip of ${name || "someone"}`} onClick={() => showAlert(held)}>
                Show
              </LinkButton>
              <LinkButton aria-label={`Skip the tip of ${name || "someone"}`} onClick={() => skipAlert(held)}>
                Skip
              </LinkButton>
            </span>
          ) : null}
          {mayRefund && left > 0 ? (
            <span className={styles.quietActs}>
              <LinkButton
                aria-label={`Refund the tip of ${name || "someone"}`}
                onClick={() => refundTip(tip)}
              >
                Refund
              </LinkButton>
            </span>
          ) : null}
        </small>
      </div>
      <p className={styles.amount} data-refunded={left <= 0}>
        <Money minor={tip.amountCents} currency={tip.currency} />
        <small>{tip.amountTokens ? count(tip.amountTokens, "token") : (SOURCES[tip.source] ?? "")}</small>
      </p>
    </div>
  )
}

function initial(name: string | undefined): string {
  const letter = name
    ? Array.from(name.normalize("NFC").replace(/[\p{M}\p{C}\p{P}\p{Z}]/gu, ""))[0]
    : undefined
  return letter?.toLocaleUpperCase() ?? "?"
}
