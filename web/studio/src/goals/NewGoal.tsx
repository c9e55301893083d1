import { Button, Card, ErrorState } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { useForm } from "../deeds/useForm.ts"
import { activeSessionQuery } from "../queries.ts"
import { useCurrency } from "../settings/useCurrency.ts"
import { GoalFields } from "./GoalFields.tsx"
import styles from "./Goals.module.css"
import { creation, emptyGoal, targetProblem } from "./goalForm.ts"
import { createGoal } from "./goalQueries.ts"

const FIELDS = ["title", "targetCents", "targetTokens"]

export function NewGoal() {
  const currency = useCurrency()
  const session = useQuery(activeSessionQuery).data ?? undefined
  const [tried, setTried] = useState(false)
  const form = useForm(
    emptyGoal,
    (typed) => createGoal(creation(typed, currency, session?.id)),
    () => {
      setTried(false)
      form.reset(emptyGoal)
    },
  )
  const problem = targetProblem(form.form, currency)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) void form.submit(event)
  }
  const rest = form.rest(FIELDS)
  return (
    <Card title="New goal">
      <form className={styles.form} onSubmit={submit}>
        <GoalFields
          form={form.form}
          set={form.set}
          error={(name) =>
            name === "targetCents" && tried ? (problem ?? form.error(name)) : form.error(name)
          }
          currency={currency}
          live={session !== undefined}
        />
        {rest ? (
          <div className={styles.whole}>
            <ErrorState title="The goal was not made." error={rest} />
          </div>
        ) : null}
        <div>
          <Button type="submit" variant="filled" loading={form.pending}>
            Add goal
          </Button>
        </div>
      </form>
    </Card>
  )
}
