import type { Session } from "@footlights/api"
import { Button, Card, formatMoney, notify, notifyFailure, parseMoney, TextField } from "@footlights/ui"
import { type FormEvent, useRef, useState } from "react"
import { act } from "../deeds/act.ts"
import styles from "./AddTip.module.css"

/** The largest tip the server takes, in minor units. */
const AMOUNT_MOST = 100_000_000
const nothing = { amount: "", tipperName: "", message: "" }

/** A tip that came some other way. Without a connection it waits and is sent once. */
export default function AddTip({ session }: { session: Session }) {
  const [form, setForm] = useState(nothing)
  const [wrong, setWrong] = useState<string>()
  const amount = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const amountCents = parseMoney(form.amount, session.currency)
    if (!amountCents || amountCents > AMOUNT_MOST) {
      setWrong(
        amountCents
          ? `At most ${formatMoney(AMOUNT_MOST, session.currency)}.`
          : "Enter an amount above zero, like 25 or 12.50.",
      )
      amount.current?.focus()
      return
    }
    const { tipperName, message } = form
    const told = {
      ...(tipperName.trim() ? { tipperName: tipperName.trim() } : {}),
      ...(message.trim() ? { message: message.trim() } : {}),
    }
    act({
      method: "POST",
      path: "/api/tips",
      what: "tip",
      body: { sessionId: session.id, amountCents, currency: session.currency, ...told },
    }).then(({ sent }) => {
      if (!sent) notify("Kept here. It is sent when the connection is back.")
    }, notifyFailure)
    setForm(nothing)
    setWrong(undefined)
    amount.current?.focus()
  }
  const set = (name: keyof typeof nothing) => (value: string) => setForm({ ...form, [name]: value })
  return (
    <Card title="Add a tip by hand">
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextField
          ref={amount}
          label={`Amount in ${session.currency}`}
          inputMode="decimal"
          value={form.amount}
          error={wrong}
          onChange={set("amount")}
        />
        <TextField
          label="From"
          placeholder="Someone"
          maxLength={25}
          value={form.tipperName}
          onChange={set("tipperName")}
        />
        <TextField wide label="Message" maxLength={255} value={form.message} onChange={set("message")} />
        <Button type="submit">Add tip</Button>
      </form>
    </Card>
  )
}
