import { Choice, SwitchField, TextField } from "@footlights/ui"
import styles from "./Goals.module.css"
import type { GoalForm } from "./goalForm.ts"

interface GoalFieldsProps {
  form: GoalForm
  set: <Name extends keyof GoalForm>(name: Name) => (value: GoalForm[Name]) => void
  error: (name: string) => string | undefined
  currency: string
  /** A goal that exists keeps its unit and its scope. */
  exists?: boolean
  /** Whether a session runs that a goal could belong to. */
  live?: boolean
}

export function GoalFields({ form, set, error, currency, exists = false, live = false }: GoalFieldsProps) {
  return (
    <>
      <TextField
        label="What for"
        placeholder="The hat"
        required
        maxLength={80}
        wide
        value={form.title}
        error={error("title")}
        onChange={set("title")}
      />
      {exists ? null : (
        <Choice
          label="Counted in"
          value={form.unit}
          onChange={set("unit")}
          options={[
            { value: "money", label: currency },
            { value: "tokens", label: "Tokens" },
          ]}
        />
      )}
      <TextField
        label={form.unit === "money" ? `Target in ${currency}` : "Target in tokens"}
        inputMode="decimal"
        required
        value={form.target}
        error={error("targetCents") ?? error("targetTokens")}
        onChange={set("target")}
      />
      {exists || !live ? null : (
        <Choice
          label="For"
          value={form.scope}
          onChange={set("scope")}
          options={[
            { value: "always", label: "Until it is reached" },
            { value: "session", label: "This session" },
          ]}
        />
      )}
      <div className={styles.whole}>
        <SwitchField
          label="Starts over when reached"
          description="What is given beyond the target counts for the next time."
          checked={form.repeating}
          onChange={set("repeating")}
        />
      </div>
    </>
  )
}
