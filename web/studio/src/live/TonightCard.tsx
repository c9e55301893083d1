import { type Session, type Tip, take } from "@footlights/api"
import { Card, Money, RelativeTime } from "@footlights/ui"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { api } from "../queries.ts"
import styles from "./TonightCard.module.css"
import { against, comparisonWords, NIGHTS } from "./tonight.ts"

const nightsBeforeQuery = queryOptions({
  queryKey: ["sessions", "before"],
  staleTime: 5 * 60_000,
  queryFn: () => take(api.GET("/api/sessions", { params: { query: { status: "ended", limit: NIGHTS } } })),
})

/** Tonight's one number, and what it is made of. */
export function TonightCard({ session, latest }: { session: Session; latest: Tip | undefined }) {
  const { totalTipsCents, tipCount, currency } = session
  return (
    <Card title="Tonight">
      <div className={styles.total}>
        <strong data-total>
          <Money minor={totalTipsCents} currency={currency} />
        </strong>
        <span>
          <Against session={session} />
          {sentence(session, latest)}
        </span>
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

function Against({ session }: { session: Session }) {
  const before = useQuery(nightsBeforeQuery).data?.items ?? []
  const compared = against(session, before)
  if (!compared || session.tipCount === 0) return null
  const { lead, rest } = comparisonWords(compared)
  return (
    <>
      <b data-up={compared.percent > 0}>{lead}</b> {rest}
      <br />
    </>
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
