import { useQuery } from "@tanstack/react-query"
import { useMay } from "../acting.ts"
import { heldQuery } from "./alertQueries.ts"
import styles from "./WaitingCount.module.css"

/** How many wait for a decision, beside the page where it is taken. */
export function WaitingCount() {
  const may = useMay()
  const held = useQuery({ ...heldQuery, enabled: may("alerts") }).data?.length ?? 0
  if (held === 0) return null
  return (
    <em className={styles.count}>
      {held}
      <span className="sr-only"> held for you</span>
    </em>
  )
}
