import type { GoalReached } from "@footlights/api"
import { Card, Money, RelativeTime, words } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useTimeZone } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Analytics.module.css"
import { goalsReachedQuery } from "./analyticsQueries.ts"
import type { Span } from "./span.ts"

/** What was reached, as it was then: also goals that are gone. */
export function GoalsReached({ span, currency }: { span: Span; currency: string }) {
  const reached = useQuery(goalsReachedQuery(span, useTimeZone()))
  return (
    <Card title="Goals reached">
      <Asked query={reached} what="the goals">
        {(rows) =>
          rows.length === 0 ? (
            <p className={styles.quiet}>None in this time.</p>
          ) : (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Goal</th>
                  <th scope="col">When</th>
                  <th scope="col">Reached with</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={`${row.goalId} ${row.completions}`}>
                    <th scope="row">
                      <bdi>{words(row.title, 80)}</bdi>
                      {row.laps > 1 ? ` (${row.laps.toLocaleString()} times at once)` : null}
                    </th>
                    <td>
                      <RelativeTime at={row.reachedAt} />
                    </td>
                    <td>
                      <Target row={row} currency={currency} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Asked>
    </Card>
  )
}

function Target({ row, currency }: { row: GoalReached; currency: string }) {
  if (row.targetCents === null) return <>{(row.targetTokens ?? 0).toLocaleString()} tokens</>
  return <Money minor={row.targetCents} currency={row.currency ?? currency} />
}
