import type { ComponentProps } from "react"
import styles from "./LinkButton.module.css"

/** A quiet act in a card's head; looks like a link, is a button. */
export function LinkButton(props: Omit<ComponentProps<"button">, "className" | "type">) {
  return <button type="button" className={styles.link} {...props} />
}
