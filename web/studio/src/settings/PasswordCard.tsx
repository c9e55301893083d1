import { ProblemError, take } from "@footlights/api"
import { Button, Card, ErrorState, notify, PasswordField } from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { api } from "../queries.ts"
import styles from "./Settings.module.css"

const empty = { currentPassword: "", newPassword: "" }

export function PasswordCard() {
  const [form, setForm] = useState(empty)
  const change = useMutation({
    mutationFn: () => take(api.POST("/api/auth/password", { body: form })),
    onSuccess: () => {
      setForm(empty)
      notify("The password was changed.")
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate()
  }
  const wrong = change.error instanceof ProblemError ? change.error : undefined
  const field = (name: keyof typeof empty) => ({
    value: form[name],
    required: true,
    error: wrong?.field(name),
    onChange: (value: string) => setForm({ ...form, [name]: value }),
  })
  return (
    <Card title="Password">
      <form className={styles.form} onSubmit={submit}>
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          {...field("currentPassword")}
        />
        <PasswordField label="New password" autoComplete="new-password" {...field("newPassword")} />
        {change.isError && (!wrong || wrong.saysMoreThan(Object.keys(empty))) ? (
          <ErrorState title="The password was not changed." error={change.error} />
        ) : null}
        <Button type="submit" loading={change.isPending}>
          Change password
        </Button>
      </form>
    </Card>
  )
}
