import type { Tip } from "@footlights/api"
import { count, Money, RelativeTime, words } from "@footlights/ui"
import styles from "./TipRow.module.css"

/** What the server keeps of a name and a message, in code points. */
const NAME_MOST = 255
const MESSAGE_MOST = 512
const SOURCES: Record<string, string> = { manual: "by hand", websocket: "live", platform_api: "platform" }

/** One tip: who, what they said, when, how much. Names and words are strangers' and stay in their own box. */
export function TipRow({ tip }: { tip: Tip }) {
  const name = words(tip.tipperName, NAME_MOST)
  const message = words(tip.message, MESSAGE_MOST)
  return (
    <div className={styles.tip}>
      <span className={styles.who} aria-hidden="true">
        {initial(name)}
      </span>
      <div className={styles.said}>
        <p className={styles.name}>
          <bdi>{name || "Someone"}</bdi>
          {tip.held ? <span className={styles.held}>held</span> : null}
          {tip.refundedCents > 0 ? <span className={styles.tag}>refunded</span> : null}
        </p>
        {message ? (
          <p className={styles.message} dir="auto" title={message}>
            {message}
          </p>
        ) : null}
        <small>
          <RelativeTime at={tip.createdAt} />
        </small>
      </div>
      <p className={styles.amount} data-refunded={tip.refundedCents >= tip.amountCents}>
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
