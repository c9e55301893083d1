import type { Goal } from "@footlights/api"
import { Lamps } from "@footlights/ui"
import styles from "./Goals.module.css"
import { progressWords, stateWords } from "./goalWords.ts"

/** A goal: its name, how far, the lamps. */
export function GoalBar({ goal, currency }: { goal: Goal; currency: string }) {
  const note = stateWords(goal)
  return (
    <div className={styles.goal} data-status={goal.status}>
      <p>
        <b>
          <bdi>{goal.title}</bdi>
        </b>
        <span>{progressWords(goal, goal.currency ?? currency)}</span>
      </p>
      <Lamps percent={goal.percentage} label={goal.title} />
      {note ? <small>{note}</small> : null}
    </div>
  )
}
