import type { Delivery, Webhook } from "@footlights/api"
import {
  Button,
  Choice,
  count,
  EmptyState,
  notify,
  notifyFailure,
  RelativeTime,
  StatusPill,
} from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Asked } from "../shell/Asked.tsx"
import styles from "./Webhooks.module.css"
import { deliveriesQuery, renewWebhooks, replay, replayAll } from "./webhookQueries.ts"

type Only = "all" | "dead"

/** What was delivered, what waits, and what did not arrive. */
export function Deliveries({ webhook, name }: { webhook: Webhook; name: string }) {
  const [only, setOnly] = useState<Only>("all")
  const deliveries = useQuery(deliveriesQuery(webhook.id, only))
  return (
    <div className={styles.deliveries}>
      <Choice<Only>
        label={`Which deliveries to ${name}`}
        hiddenLabel
        value={only}
        onChange={setOnly}
        options={[
          { value: "all", label: "All" },
          { value: "dead", label: "Not arrived" },
        ]}
      />
      <Asked query={deliveries} what="the deliveries">
        {(all) =>
          all.length === 0 ? (
            <EmptyState>
              {only === "all"
                ? "Nothing was sent yet. Send a test."
                : "Everything that was sent has arrived."}
            </EmptyState>
          ) : (
            <>
              {only === "dead" ? <ReplayAll webhook={webhook} name={name} /> : null}
              <ul aria-label={`Deliveries to ${name}, newest first`} className={styles.list}>
                {all.map((delivery) => (
                  <Row key={delivery.id} webhook={webhook} delivery={delivery} />
                ))}
              </ul>
            </>
          )
        }
      </Asked>
    </div>
  )
}

function ReplayAll({ webhook, name }: { webhook: Webhook; name: string }) {
  const all = useMutation({
    mutationFn: () => replayAll(webhook.id),
    onSuccess: ({ replayed }) => notify(`${count(replayed, "delivery", "deliveries")} tried again now.`),
    onError: notifyFailure,
    onSettled: () => void renewWebhooks(),
  })
  return (
    <div>
      <Button
        loading={all.isPending}
        onClick={() => all.mutate()}
        aria-label={`Replay all that did not arrive at ${name}`}
      >
        Replay all
      </Button>
    </div>
  )
}

function Row({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  const again = useMutation({
    mutationFn: () => replay(webhook.id, delivery.id),
    onSuccess: () => notify("It is tried again now."),
    onError: notifyFailure,
    onSettled: () => void renewWebhooks(),
  })
  return (
    <li>
      <p>
        <b>{delivery.type}</b>
        <span>
          <RelativeTime at={delivery.createdAt} />
          {told(delivery)}
          {delivery.state === "pending" && delivery.attempts > 0 && delivery.nextTryAt ? (
            <> · again {new Date(delivery.nextTryAt).toLocaleTimeString()}</>
          ) : null}
        </span>
      </p>
      {delivery.state === "dead" ? (
        <Button
          loading={again.isPending}
          onClick={() => again.mutate()}
          aria-label={`Replay ${delivery.type} of ${new Date(delivery.createdAt).toLocaleTimeString()}`}
        >
          Replay
        </Button>
      ) : null}
      <State delivery={delivery} />
    </li>
  )
}

function State({ delivery }: { delivery: Delivery }) {
  if (delivery.state === "delivered") return <StatusPill tone="good">Delivered</StatusPill>
  if (delivery.state === "dead") return <StatusPill tone="plum">Not arrived</StatusPill>
  return <StatusPill>{delivery.attempts === 0 ? "On its way" : "Waits"}</StatusPill>
}

/** How the last try went: status, time, what was wrong. */
function told({ attempts, status, latencyMs, error }: Delivery): string {
  if (attempts === 0 && !error) return ""
  const tries = attempts > 1 ? ` · ${attempts} tries` : ""
  const took = latencyMs != null && attempts > 0 ? ` · ${latencyMs} ms` : ""
  return `${tries}${error ? ` · ${error}` : ` · ${status}`}${took}`
}
