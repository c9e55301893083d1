import { type ComponentProps, type Ref, useState } from "react"
import { Field, type FieldProps } from "./Field.tsx"
import styles from "./fields.module.css"

type Native<Tag extends "input" | "textarea" | "select"> = Omit<
  ComponentProps<Tag>,
  "className" | "onChange" | "value" | "id"
>
type Written = FieldProps & { value: string; onChange: (value: string) => void }

export function TextField({
  label,
  description,
  error,
  wide,
  onChange,
  ref,
  ...input
}: Written & Native<"input"> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <Field {...{ label, description, error }} {...(wide ? { wide } : {})}>
      {(wiring) => (
        <input
          type="text"
          autoComplete="off"
          {...input}
          {...wiring}
          {...(ref ? { ref } : {})}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export function TextArea({
  label,
  description,
  error,
  wide,
  onChange,
  ...input
}: Written & Native<"textarea">) {
  return (
    <Field {...{ label, description, error }} {...(wide ? { wide } : {})}>
      {(wiring) => (
        <textarea rows={3} {...input} {...wiring} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  )
}

export function SelectField<Value extends string>({
  label,
  description,
  error,
  wide,
  options,
  onChange,
  ...input
}: FieldProps & {
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string }[]
} & Native<"select">) {
  return (
    <Field {...{ label, description, error }} {...(wide ? { wide } : {})}>
      {(wiring) => (
        <select {...input} {...wiring} onChange={(event) => onChange(event.currentTarget.value as Value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** A password, with a button that shows what was typed. */
export function PasswordField({ label, error, onChange, ...input }: Written & Native<"input">) {
  const [shown, setShown] = useState(false)
  return (
    <Field {...{ label, error }}>
      {(wiring) => (
        <span className={styles.password}>
          <input
            {...input}
            {...wiring}
            type={shown ? "text" : "password"}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <button
            type="button"
            aria-label={`${shown ? "Hide" : "Show"} the password`}
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
          </button>
        </span>
      )}
    </Field>
  )
}
