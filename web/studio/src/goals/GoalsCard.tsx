import type { Session } from "@footlights/api"
import { Card, ErrorState, Loading, RowsShape } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { GoalBar } from "./GoalBar.tsx"
import styles from "./Goals.module.css"
import { goalsQuery } from "./goalQueries.ts"

/** How many stand on the live page; the rest are on their own. */
const SHOWN = 4

/** Tonight's goals as lamps. */
export function GoalsCard({ session }: { session: Session }) {
  const goals = useQuery(goalsQuery(session.id))
  const shown = goals.data?.slice(0, SHOWN) ?? []
  const more = (goals.data?.length ?? 0) - shown.length
  return (
    <Card title="Goals" aside={<Link to="/goals">{shown.length > 0 ? "All goals" : "New goal"}</Link>}>
      {shown.length > 0 ? (
        <ul className={styles.bars}>
          {shown.map((goal) => (
            <li key={goal.id}>
              <GoalBar goal={goal} currency={session.currency} />
            </li>
          ))}
        </ul>
      ) : goals.isError ? (
        <ErrorState
          title="The goals could not be loaded."
          error={goals.error}
          retry={() => void goals.refetch()}
        />
      ) : goals.isPending ? (
        <Loading label="Loading goals">
          <RowsShape rows={2} />
        </Loading>
      ) : (
        <p className={styles.quiet}>No goal yet. With one, every tip lights lamps here and on the overlay.</p>
      )}
      {more > 0 ? <p className={styles.quiet}>and {more} more</p> : null}
    </Card>
  )
}
