import { type ReactNode, useId, useState } from "react"
import { Field, type FieldProps } from "./Field.tsx"
import styles from "./fields.module.css"

interface CheckProps {
  label: ReactNode
  description?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** Shown pressed in the very moment of the press; right after it what the owner says counts again. */
function usePressed(checked: boolean, onChange: (checked: boolean) => void) {
  const [pressed, setPressed] = useState<boolean>()
  return {
    checked: pressed ?? checked,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const next = event.currentTarget.checked
      setPressed(next)
      onChange(next)
      setTimeout(() => setPressed(undefined), 0)
    },
  }
}

export function CheckField({ label, checked, onChange, disabled }: CheckProps) {
  const pressed = usePressed(checked, onChange)
  return (
    <label className={styles.check}>
      <input type="checkbox" disabled={disabled} {...pressed} />
      <span>{label}</span>
    </label>
  )
}

/** On or off, at once: a lamp. */
export function SwitchField({ label, description, checked, onChange, disabled }: CheckProps) {
  const id = useId()
  const pressed = usePressed(checked, onChange)
  return (
    <div className={styles.switch}>
      <label htmlFor={id}>
        {label}
        {description ? <span id={`${id}-d`}>{description}</span> : null}
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-checked={pressed.checked}
        disabled={disabled}
        {...pressed}
      />
    </div>
  )
}

/** One of a few, all of them seen. */
export function Choice<Value extends string>({
  label,
  hiddenLabel = false,
  value,
  onChange,
  options,
}: {
  label: string
  hiddenLabel?: boolean
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string }[]
}) {
  const name = useId()
  return (
    <fieldset className={styles.choice}>
      <legend className={hiddenLabel ? "sr-only" : undefined}>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface RangeProps extends FieldProps {
  value: number
  onChange: (value: number) => void
  /** Once the hand has left it. */
  onSettled?: (value: number) => void
  min: number
  max: number
  step?: number
  /** The value in words: "80 %". */
  says: (value: number) => string
  disabled?: boolean
}

export function RangeField({ label, description, value, onChange, onSettled, says, ...range }: RangeProps) {
  const settle = (event: { currentTarget: HTMLInputElement }) =>
    onSettled?.(Number(event.currentTarget.value))
  return (
    <Field {...{ label, description }}>
      {({ className: _look, ...wiring }) => (
        <span className={styles.range}>
          <input
            type="range"
            {...range}
            {...wiring}
            value={value}
            aria-valuetext={says(value)}
            onChange={(event) => onChange(Number(event.currentTarget.value))}
            onPointerUp={settle}
            onKeyUp={settle}
          />
          <output>{says(value)}</output>
        </span>
      )}
    </Field>
  )
}

export function ColorField({
  label,
  description,
  value,
  onChange,
}: FieldProps & { value: string; onChange: (value: string) => void }) {
  return (
    <Field {...{ label, description }}>
      {({ className: _look, ...wiring }) => (
        <span className={styles.color}>
          <input
            type="color"
            {...wiring}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <code>{value}</code>
        </span>
      )}
    </Field>
  )
}
