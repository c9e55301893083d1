import type { IssuedWebhook, Webhook } from "@footlights/api"
import {
  Button,
  Card,
  Dialog,
  DialogActs,
  notify,
  notifyFailure,
  Secret,
  StatusPill,
  SwitchField,
  words,
} from "@footlights/ui"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Deliveries } from "./Deliveries.tsx"
import styles from "./Webhooks.module.css"
import { changeWebhook, deleteWebhook, renewWebhooks, rotateSecret, testWebhook } from "./webhookQueries.ts"

const OFF_BECAUSE = {
  gone: "It answered that it is gone (410), so it was switched off.",
  failing: "It failed for days and was switched off.",
  overflowing: "Too much waited for it, so it was switched off.",
} as const

/** One webhook: how it fares, and what can be done with it. */
export function WebhookCard({
  webhook,
  issued,
}: {
  webhook: Webhook
  issued: (webhook: IssuedWebhook) => void
}) {
  const [open, setOpen] = useState(false)
  const name = words(webhook.description || new URL(webhook.url).host, 60)
  const after = { onError: notifyFailure, onSettled: () => void renewWebhooks() }
  const change = useMutation({
    mutationFn: (active: boolean) => changeWebhook(webhook.id, { active }),
    ...after,
  })
  const test = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    ...after,
    onSuccess: () => {
      setOpen(true)
      notify(`A test is on its way to ${name}.`)
    },
  })
  const rotate = useMutation({ mutationFn: () => rotateSecret(webhook.id), ...after, onSuccess: issued })
  return (
    <Card title={name} aside={<State webhook={webhook} />}>
      {/* Hidden like a secret: many services' addresses are one, and studios get streamed. */}
      <Secret
        compact
        label={`Address at ${new URL(webhook.url).host}`}
        reveal={async () => webhook.url}
        version={webhook.url}
        onFailure={notifyFailure}
      />
      <p className={styles.quiet}>
        {webhook.types.length === 0 ? "All events" : webhook.types.join(", ")}
        {webhook.subjects.length > 0 ? `, of ${webhook.subjects.length} chosen` : null}
      </p>
      {webhook.disabledReason ? (
        <p role="status" className={styles.off}>
          {OFF_BECAUSE[webhook.disabledReason]} Mend it, switch it on again, then replay what did not arrive.
        </p>
      ) : null}
      <SwitchField
        label={`Deliver to ${name}`}
        checked={change.isPending ? change.variables : webhook.active}
        onChange={(active) => change.mutate(active)}
      />
      <div className={styles.acts}>
        <Button loading={test.isPending} onClick={() => test.mutate()} aria-label={`Send a test to ${name}`}>
          Send a test
        </Button>
        <Button
          loading={rotate.isPending}
          onClick={() => rotate.mutate()}
          aria-label={`New secret for ${name}`}
        >
          New secret
        </Button>
        <Button aria-expanded={open} onClick={() => setOpen(!open)} aria-label={`Deliveries to ${name}`}>
          {open ? "Hide deliveries" : "Deliveries"}
        </Button>
        <Delete webhook={webhook} name={name} />
      </div>
      {open ? <Deliveries webhook={webhook} name={name} /> : null}
    </Card>
  )
}

function State({ webhook }: { webhook: Webhook }) {
  if (!webhook.active) return <StatusPill>Off</StatusPill>
  return webhook.failingSince ? (
    <StatusPill tone="plum">Failing</StatusPill>
  ) : (
    <StatusPill tone="good">On</StatusPill>
  )
}

function Delete({ webhook, name }: { webhook: Webhook; name: string }) {
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteWebhook(webhook.id),
    onSuccess: () => notify(`${name} was deleted.`),
    onError: notifyFailure,
    onSettled: () => void renewWebhooks(),
  })
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)} aria-label={`Delete ${name}`}>
        Delete
      </Button>
      <Dialog title={`Delete ${name}?`} opened={asking} onClose={() => setAsking(false)}>
        <p>Its secret, its deliveries and what did not arrive go with it. This cannot be undone.</p>
        <DialogActs>
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button variant="filled" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete webhook
          </Button>
        </DialogActs>
      </Dialog>
    </>
  )
}
