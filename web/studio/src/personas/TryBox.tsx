import type { Tried } from "@footlights/api"
import { Button, Card, ErrorState, TextField, words } from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { typedMoney } from "../money.ts"
import { useCurrency } from "../settings/useCurrency.ts"
import styles from "./Personas.module.css"
import { outcomeWords, triggerWords } from "./personaForm.ts"
import { tryPersonas } from "./personaQueries.ts"

/** Say something as a viewer would, and see who answers, and why the others keep silent. */
export function TryBox() {
  const currency = useCurrency()
  const [form, setForm] = useState({ sender: "marlow_", message: "", amount: "" })
  const asked = useMutation({ mutationFn: tryPersonas })
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value })
  const amountCents = typedMoney(form.amount, currency)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asked.isPending || amountCents === undefined) return
    asked.mutate({
      sender: form.sender.trim() || "someone",
      message: form.message,
      ...(amountCents ? { amountCents } : {}),
    })
  }
  return (
    <Card title="Try it" aside={<span className={styles.hint}>changes nothing</span>}>
      <form className={styles.form} onSubmit={submit}>
        <TextField label="A viewer called" maxLength={60} value={form.sender} onChange={set("sender")} />
        <TextField
          label={`tips, in ${currency}`}
          placeholder="nothing"
          inputMode="decimal"
          value={form.amount}
          error={amountCents === undefined ? "An amount like 5 or 12.50, or nothing." : undefined}
          onChange={set("amount")}
        />
        <TextField
          label="and writes"
          wide
          maxLength={500}
          placeholder="hello, what song was that?"
          value={form.message}
          onChange={set("message")}
        />
        <div>
          <Button type="submit" loading={asked.isPending}>
            Say it
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {asked.isError ? <ErrorState title="Nobody could be asked." error={asked.error} /> : null}
        {asked.data ? <Outcomes tried={asked.data} currency={currency} /> : null}
      </div>
    </Card>
  )
}

function Outcomes({ tried: { answers, considered }, currency }: { tried: Tried; currency: string }) {
  return (
    <div className={styles.tried}>
      {answers.length === 0 ? <p className={styles.silent}>Nobody answers.</p> : null}
      {answers.map(({ personaId, personaName, responseText }) => (
        <blockquote key={personaId}>
          <b>{words(personaName, 60)}</b>
          <p dir="auto">{words(responseText, 500)}</p>
        </blockquote>
      ))}
      {considered.length > 0 ? (
        <ul aria-label="Why">
          {considered.map(({ personaId, name, outcome, trigger, detail }) => (
            <li key={personaId} data-answered={outcome === "answered"}>
              <p>
                <b>{words(name, 60)}</b> {outcomeWords(outcome)}
                {trigger ? <span> · {triggerWords(trigger, currency)}</span> : null}
              </p>
              {detail ? <small>{detail}</small> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
