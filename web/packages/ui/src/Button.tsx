import type { ComponentProps } from "react"
import styles from "./Button.module.css"

type Variant = "filled" | "default" | "outline" | "subtle"

interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  /** `filled` is the one primary of a page; `outline` ends or takes away something. */
  variant?: Variant
  loading?: boolean
  fullWidth?: boolean
}

/** A button says its verb. While what it asked for is under way it takes no second press. */
export function Button({
  variant = "default",
  loading = false,
  fullWidth = false,
  disabled,
  onClick,
  type = "button",
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={buttonLook(variant)}
      data-wide={fullWidth || undefined}
      data-loading={loading || undefined}
      aria-busy={loading || undefined}
      disabled={disabled}
      {...rest}
      onClick={(event) => {
        if (loading) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {children}
    </button>
  )
}

/** The same look for a link that leads somewhere. */
export function buttonLook(variant: Variant = "default"): string {
  return `${styles.button} ${styles[variant]}`
}
