import type { Session } from "@footlights/api"
import { Card, formatMoney, notify, notifyFailure, parseMoney } from "@footlights/ui"
import { Button, TextInput } from "@mantine/core"
import { type FormEvent, useRef, useState } from "react"
import { useRealtime } from "../realtime.tsx"
import styles from "./AddTip.module.css"

/** The largest tip the server takes, in minor units. */
const AMOUNT_MOST = 100_000_000
const nothing = { amount: "", tipperName: "", message: "" }

/** A tip that came some other way. Without a connection it waits and is sent once. */
export function AddTip({ session }: { session: Session }) {
  const { tips } = useRealtime()
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
    tips.add({ sessionId: session.id, amountCents, currency: session.currency, ...told }).then(() => {
      if (tips.waiting.get().length > 0) notify("Kept here. It is sent when the connection is back.")
    }, notifyFailure)
    setForm(nothing)
    setWrong(undefined)
    amount.current?.focus()
  }
  const set = (name: keyof typeof nothing) => (event: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: event.currentTarget.value })
  return (
    <Card title="Add a tip by hand">
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextInput
          ref={amount}
          label={`Amount in ${session.currency}`}
          inputMode="decimal"
          autoComplete="off"
          value={form.amount}
          error={wrong}
          onChange={set("amount")}
        />
        <TextInput
          label="From"
          placeholder="Someone"
          maxLength={25}
          autoComplete="off"
          value={form.tipperName}
          onChange={set("tipperName")}
        />
        <TextInput
          className={styles.wide ?? ""}
          label="Message"
          maxLength={255}
          autoComplete="off"
          value={form.message}
          onChange={set("message")}
        />
        <Button type="submit">Add tip</Button>
      </form>
    </Card>
  )
}
