import type { Goal } from "@footlights/api"
import { Button, Card, EmptyState, notifyFailure, OrderList, RelativeTime } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useCurrency } from "../settings/useCurrency.ts"
import { Asked } from "../shell/Asked.tsx"
import { Page } from "../shell/Page.tsx"
import { EditGoal } from "./EditGoal.tsx"
import { GoalBar } from "./GoalBar.tsx"
import styles from "./Goals.module.css"
import { changeGoal, deleteGoal, goalsQuery, orderGoals } from "./goalQueries.ts"
import { NewGoal } from "./NewGoal.tsx"

/** What is being gathered for, in the order the overlay shows it. */
export function GoalsPage() {
  const goals = useQuery(goalsQuery())
  return (
    <Page title="Goals" lead="Every tip lights lamps on all of them, here and on the overlay">
      <Card title="In this order on the overlay">
        <Asked query={goals} what="the goals">
          {(all) => <Open goals={all.filter(({ status }) => status !== "completed")} />}
        </Asked>
      </Card>
      <NewGoal />
      <Done goals={goals.data?.filter(({ status }) => status === "completed") ?? []} />
    </Page>
  )
}

function Open({ goals }: { goals: readonly Goal[] }) {
  if (goals.length === 0)
    return <EmptyState>No goal yet. Name what your crowd can make happen, and how much it takes.</EmptyState>
  return (
    <OrderList
      label="Goals"
      items={goals}
      keyOf={({ id }) => id}
      nameOf={({ title }) => title}
      onOrder={orderGoals}
      row={(goal) => <Row goal={goal} />}
    />
  )
}

function Row({ goal }: { goal: Goal }) {
  const currency = useCurrency()
  const [editing, setEditing] = useState(false)
  const paused = goal.status === "paused"
  const turn = () => changeGoal(goal.id, { status: paused ? "active" : "paused" }).catch(notifyFailure)
  return (
    <div className={styles.row}>
      <GoalBar goal={goal} currency={currency} />
      <div className={styles.acts}>
        <Button variant="subtle" aria-label={`${paused ? "Resume" : "Pause"} ${goal.title}`} onClick={turn}>
          {paused ? "Resume" : "Pause"}
        </Button>
        <Button variant="subtle" aria-label={`Edit ${goal.title}`} onClick={() => setEditing(true)}>
          Edit
        </Button>
        <Button variant="subtle" aria-label={`Delete ${goal.title}`} onClick={() => deleteGoal(goal)}>
          Delete
        </Button>
      </div>
      <EditGoal goal={goal} currency={currency} opened={editing} onClose={() => setEditing(false)} />
    </div>
  )
}

function Done({ goals }: { goals: readonly Goal[] }) {
  const currency = useCurrency()
  if (goals.length === 0) return null
  return (
    <Card title="Reached">
      <ul className={styles.done}>
        {goals.map((goal) => (
          <li key={goal.id}>
            <div>
              <GoalBar goal={goal} currency={currency} />
              <small className={styles.quiet}>
                {goal.completedAt ? (
                  <>
                    reached <RelativeTime at={goal.completedAt} />
                  </>
                ) : null}
              </small>
            </div>
            <Button variant="subtle" aria-label={`Delete ${goal.title}`} onClick={() => deleteGoal(goal)}>
              Delete
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
