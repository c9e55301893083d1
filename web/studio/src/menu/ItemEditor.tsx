import { Button, DialogActs, ErrorState, SelectField, TextArea, TextField } from "@footlights/ui"
import { type FormEvent, useState } from "react"
import type { Outcome } from "../deeds/outbox.ts"
import { useForm } from "../deeds/useForm.ts"
import styles from "./Menu.module.css"
import { CATEGORIES, type ItemForm, problems } from "./menuForm.ts"

const FIELDS = ["name", "description", "category", "priceCents", "priceTokens", "cooldownSeconds", "stock"]

interface ItemEditorProps {
  first: ItemForm
  currency: string
  save: (form: ItemForm) => Promise<Outcome<unknown>>
  says: string
  onDone: () => void
  onLeave?: () => void
}

/** The fields of one thing on the menu, new or not. */
export function ItemEditor({ first, currency, save, says, onDone, onLeave }: ItemEditorProps) {
  const [tried, setTried] = useState(false)
  const { form, set, error, rest, submit, pending, reset } = useForm(first, save, () => {
    setTried(false)
    reset(first)
    onDone()
  })
  const found = problems(form, currency)
  const told = tried ? found : {}
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(found).length === 0) void submit(event)
  }
  const left = rest(FIELDS)
  const saves = (
    <Button type="submit" variant="filled" loading={pending}>
      {says}
    </Button>
  )
  return (
    <form className={styles.form} onSubmit={send}>
      <TextField
        label="Name"
        placeholder="A song of your choice"
        required
        maxLength={60}
        value={form.name}
        error={error("name")}
        onChange={set("name")}
      />
      <SelectField
        label="Kind"
        options={CATEGORIES}
        value={form.category}
        error={error("category")}
        onChange={set("category")}
      />
      <TextField
        label={`Price in ${currency}`}
        inputMode="decimal"
        value={form.price}
        error={told.price ?? error("priceCents")}
        onChange={set("price")}
      />
      <TextField
        label="Price in tokens"
        inputMode="numeric"
        value={form.tokens}
        error={told.tokens ?? error("priceTokens")}
        onChange={set("tokens")}
      />
      <TextArea
        label="Description"
        wide
        rows={2}
        maxLength={300}
        value={form.description}
        error={error("description")}
        onChange={set("description")}
      />
      <TextField
        label="Rests after each, in seconds"
        inputMode="numeric"
        placeholder="0"
        value={form.cooldown}
        error={told.cooldown ?? error("cooldownSeconds")}
        onChange={set("cooldown")}
      />
      <TextField
        label="How many a session"
        inputMode="numeric"
        placeholder="No end"
        value={form.stock}
        error={told.stock ?? error("stock")}
        onChange={set("stock")}
      />
      {left ? (
        <div className={styles.whole}>
          <ErrorState title="It was not saved." error={left} />
        </div>
      ) : null}
      <div className={styles.whole}>
        {onLeave ? (
          <DialogActs>
            <Button onClick={onLeave}>Leave it</Button>
            {saves}
          </DialogActs>
        ) : (
          saves
        )}
      </div>
    </form>
  )
}
