import { type IssuedWebhook, take } from "@footlights/api"
import { Button, Card, ErrorState, TextArea, TextField } from "@footlights/ui"
import { useRef } from "react"
import { useForm } from "../deeds/useForm.ts"
import { api } from "../queries.ts"
import { linesOf } from "../settings/speech.ts"
import styles from "./Webhooks.module.css"

const empty = { url: "", description: "", types: "" }
const FIELDS = ["url", "description", "types"]

export function NewWebhook({ created }: { created: (webhook: IssuedWebhook) => void }) {
  const made = useRef<IssuedWebhook>(undefined)
  const { form, set, error, rest, submit, pending, reset } = useForm(
    empty,
    async ({ url, description, types }) => {
      // Not kept for later like other deeds: its answer holds a secret that somebody must be there to see.
      const body = { url: url.trim(), description: description.trim(), types: linesOf(types) }
      made.current = await take(api.POST("/api/webhooks", { body }))
      return { sent: true, answer: made.current }
    },
    () => {
      reset(empty)
      if (made.current) created(made.current)
    },
  )
  const left = rest(FIELDS)
  return (
    <Card title="Add a webhook">
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Address"
          description="Where each event is sent by POST"
          type="url"
          placeholder="https://example.com/hooks/footlights"
          required
          maxLength={2_048}
          value={form.url}
          error={error("url")}
          onChange={set("url")}
        />
        <TextField
          label="What it is for"
          placeholder="Thank-you lamp"
          maxLength={200}
          value={form.description}
          error={error("description")}
          onChange={set("description")}
        />
        <TextArea
          label="Which events"
          description="A name a line, such as streaming.tip.received or streaming.*. Nothing: all of them."
          placeholder="streaming.tip.*"
          rows={3}
          value={form.types}
          error={error("types") ?? error("types/0")}
          onChange={set("types")}
        />
        {left ? <ErrorState title="The webhook was not added." error={left} /> : null}
        <Button type="submit" variant="filled" loading={pending}>
          Add webhook
        </Button>
      </form>
    </Card>
  )
}
