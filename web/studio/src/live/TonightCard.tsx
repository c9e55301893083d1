import type { Session, Tip } from "@footlights/api"
import { Card, Money, RelativeTime } from "@footlights/ui"
import styles from "./TonightCard.module.css"

/** Tonight's one number, and what it is made of. */
export function TonightCard({ session, latest }: { session: Session; latest: Tip | undefined }) {
  const { totalTipsCents, tipCount, currency } = session
  return (
    <Card title="Tonight">
      <div className={styles.total}>
        <strong data-total>
          <Money minor={totalTipsCents} currency={currency} />
        </strong>
        <span>{sentence(session, latest)}</span>
      </div>
      <dl className={styles.facts}>
        <div>
          <dd>{tipCount.toLocaleString()}</dd>
          <dt>{tipCount === 1 ? "tip" : "tips"}</dt>
        </div>
        <div>
          <dd>
            {tipCount > 0 ? <Money minor={Math.round(totalTipsCents / tipCount)} currency={currency} /> : "–"}
          </dd>
          <dt>average</dt>
        </div>
        <div>
          <dd>{session.peakViewers.toLocaleString()}</dd>
          <dt>most at once</dt>
        </div>
      </dl>
    </Card>
  )
}

function sentence(session: Session, latest: Tip | undefined) {
  if (session.tipCount === 0) return "The first tip lights this up."
  if (!latest) return "since you went live"
  return (
    <>
      last tip <RelativeTime at={latest.createdAt} />
    </>
  )
}
