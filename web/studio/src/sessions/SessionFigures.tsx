import type { Session } from "@footlights/api"
import { buttonLook, Card, duration, Money } from "@footlights/ui"
import { useMay } from "../acting.ts"
import styles from "./Sessions.module.css"

/** What a session adds up to, and the ways to take it along. */
export function SessionFigures({ session }: { session: Session }) {
  const { id, totalTipsCents, tipCount, currency, startedAt, endedAt, peakViewers, averageViewers } = session
  const figures = [
    ["in tips", <Money key="total" minor={totalTipsCents} currency={currency} />],
    [tipCount === 1 ? "tip" : "tips", tipCount.toLocaleString()],
    ["most at once", peakViewers.toLocaleString()],
    ["watching on average", averageViewers.toLocaleString(undefined, { maximumFractionDigits: 1 })],
    ["on stage", endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : "still live"],
  ] as const
  return (
    <Card title="Figures">
      <dl className={styles.figures}>
        {figures.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {useMay()("own") ? (
        <p className={styles.takeAlong}>
          <a className={buttonLook()} href={`/api/analytics/export?sessionId=${id}`} download>
            Tips as CSV
          </a>
          <a className={buttonLook()} href={`/api/sessions/${id}/export`} download>
            Everything as JSON
          </a>
        </p>
      ) : null}
    </Card>
  )
}
