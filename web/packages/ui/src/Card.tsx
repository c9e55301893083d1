import { type ReactNode, useId } from "react"
import styles from "./Card.module.css"

interface CardProps {
  title: string
  /** At the right of the title: a link, a count. */
  aside?: ReactNode
  children: ReactNode
  className?: string | undefined
}

/** One idea on the page, under its name. */
export function Card({ title, aside, children, className }: CardProps) {
  const id = useId()
  return (
    <section className={[styles.card, className].filter(Boolean).join(" ")} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
