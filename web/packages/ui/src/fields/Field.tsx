import { type ReactNode, useId } from "react"
import styles from "./fields.module.css"

export interface FieldProps {
  label: string
  /** One quiet sentence under the label. */
  description?: ReactNode
  /** What is wrong and how to mend it. */
  error?: ReactNode
  /** For grids: takes the whole row. */
  wide?: boolean
}

interface Wiring {
  id: string
  "aria-describedby"?: string
  "aria-invalid"?: true
  className: string | undefined
}

/** A label, what helps, the input, what is wrong with it: wired together for those who hear the page. */
export function Field({
  label,
  description,
  error,
  wide,
  children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const describedBy = [description ? `${id}-d` : "", error ? `${id}-e` : ""].filter(Boolean).join(" ")
  return (
    <div className={styles.field} data-wide={wide || undefined}>
      <label htmlFor={id}>{label}</label>
      {description ? (
        <p id={`${id}-d`} className={styles.description}>
          {description}
        </p>
      ) : null}
      {children({
        id,
        className: styles.input,
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {error ? (
        <p id={`${id}-e`} className={styles.error}>
          {error}
        </p>
      ) : null}
    </div>
  )
}
