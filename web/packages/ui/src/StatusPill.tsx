import type { ReactNode } from "react"
import styles from "./StatusPill.module.css"

/** A state in words, never by colour alone. */
export function StatusPill({
  tone = "plain",
  children,
}: {
  tone?: "plain" | "live" | "good" | "plum"
  children: ReactNode
}) {
  return (
    <span className={styles.pill} data-tone={tone}>
      {children}
    </span>
  )
}
