import { Card } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { overlayQuery } from "../queries.ts"
import styles from "./FirstSteps.module.css"

/** The way to the first tip on the screen: each step is a lamp. */
export function FirstSteps() {
  const connected = useQuery(overlayQuery).data?.connected === true
  const steps = [
    { words: "Paste the overlay address into OBS, once and for all", done: connected },
    { words: "Press Test tip and look at your scene", done: false },
    { words: "Start a session when you go live", done: false },
  ]
  return (
    <Card title="Before the house opens">
      <ol className={styles.steps}>
        {steps.map(({ words, done }) => (
          <li key={words} data-done={done}>
            <i aria-hidden="true" />
            {words}
            {done ? <span className="sr-only">: done</span> : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}
