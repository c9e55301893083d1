import { type Platform, ProblemError, take } from "@footlights/api"
import { Button, Card, ErrorState, SelectField, TextField } from "@footlights/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { activeSessionQuery, api } from "../queries.ts"
import type { ReadSession } from "./liveSession.ts"
import { CURRENCIES, PLATFORMS } from "./platforms.ts"
import styles from "./StartSession.module.css"

const FIELDS = ["platform", "title", "currency"]
const REMEMBERED = "footlights.start"

/** The page's empty state: nothing is live, and this is how it gets so. */
export function StartSession() {
  const client = useQueryClient()
  const [form, setForm] = useState(remembered)
  const start = useMutation({
    mutationFn: () => {
      const title = form.title.trim()
      return take(
        api.POST("/api/sessions", {
          body: { platform: form.platform, currency: form.currency, ...(title ? { title } : {}) },
        }),
      )
    },
    onSuccess: (session) => {
      localStorage.setItem(REMEMBERED, JSON.stringify({ platform: form.platform, currency: form.currency }))
      const started: ReadSession = session
      client.setQueryData(activeSessionQuery.queryKey, started)
      void client.invalidateQueries({ queryKey: ["sessions", "list"] })
    },
    onError: (failure) => {
      // Started on another device: show that one.
      if (failure instanceof ProblemError && failure.status === 409)
        void client.invalidateQueries({ queryKey: activeSessionQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!start.isPending) start.mutate()
  }
  const wrong = start.error instanceof ProblemError ? start.error : undefined
  const field = (name: string) => wrong?.field(name)
  return (
    <Card title="Start a session">
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.lead}>The house is dark. Say where you stream, and the lamps come on.</p>
        <SelectField
          label="Platform"
          options={PLATFORMS}
          value={form.platform}
          error={field("platform")}
          onChange={(platform) => setForm({ ...form, platform })}
        />
        <TextField
          label="Title"
          description="Only you see it"
          placeholder="Friday night"
          maxLength={200}
          value={form.title}
          error={field("title")}
          onChange={(title) => setForm({ ...form, title })}
        />
        <SelectField
          label="Currency"
          description="Stays for the whole session"
          options={CURRENCIES.map((currency) => ({ value: currency, label: currency }))}
          value={form.currency}
          error={field("currency")}
          onChange={(currency) => setForm({ ...form, currency })}
        />
        {start.isError && (!wrong || wrong.saysMoreThan(FIELDS)) ? (
          <ErrorState title="The session did not start." error={start.error} />
        ) : null}
        <Button type="submit" variant="filled" loading={start.isPending}>
          Start session
        </Button>
      </form>
    </Card>
  )
}

function remembered(): { platform: Platform; currency: string; title: string } {
  try {
    const { platform, currency } = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Record<
      string,
      string
    >
    return {
      platform: PLATFORMS.find(({ value }) => value === platform)?.value ?? "chaturbate",
      currency: CURRENCIES.find((known) => known === currency) ?? "USD",
      title: "",
    }
  } catch {
    return { platform: "chaturbate", currency: "USD", title: "" }
  }
}
