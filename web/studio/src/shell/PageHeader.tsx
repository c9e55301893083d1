import type { ReactNode } from "react"
import styles from "../live/LiveHeader.module.css"

/** The line at the top of a page that is not the live one. */
export function PageHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className={styles.header}>
      <div className={styles.title} data-wide>
        <h1>{title}</h1>
        {children ? <p>{children}</p> : null}
      </div>
    </header>
  )
}
