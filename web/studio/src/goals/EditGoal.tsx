import type { Goal } from "@footlights/api"
import { Button, Dialog, DialogActs, ErrorState } from "@footlights/ui"
import { useForm } from "../deeds/useForm.ts"
import { GoalFields } from "./GoalFields.tsx"
import styles from "./Goals.module.css"
import { alteration, formOf, targetProblem } from "./goalForm.ts"
import { changeGoal } from "./goalQueries.ts"

interface EditGoalProps {
  goal: Goal
  currency: string
  opened: boolean
  onClose: () => void
}

export function EditGoal({ goal, currency, opened, onClose }: EditGoalProps) {
  return (
    <Dialog title="Change the goal" opened={opened} onClose={onClose}>
      <Editing goal={goal} currency={currency} onClose={onClose} />
    </Dialog>
  )
}

function Editing({ goal, currency, onClose }: Omit<EditGoalProps, "opened">) {
  const form = useForm(
    formOf(goal, currency),
    (typed) => changeGoal(goal.id, alteration(typed, currency)),
    onClose,
  )
  const problem = targetProblem(form.form, currency)
  const rest = form.rest(["title", "targetCents", "targetTokens"])
  return (
    <form className={styles.form} onSubmit={form.submit}>
      <GoalFields
        form={form.form}
        set={form.set}
        error={(name) => (name === "targetCents" ? (problem ?? form.error(name)) : form.error(name))}
        currency={currency}
        exists
      />
      {rest ? (
        <div className={styles.whole}>
          <ErrorState title="The goal was not changed." error={rest} />
        </div>
      ) : null}
      <div className={styles.whole}>
        <DialogActs>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" variant="filled" loading={form.pending} disabled={problem !== undefined}>
            Save
          </Button>
        </DialogActs>
      </div>
    </form>
  )
}
