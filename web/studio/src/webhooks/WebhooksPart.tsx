import type { IssuedWebhook } from "@footlights/api"
import { Button, Card, EmptyState, notifyFailure, Secret } from "@footlights/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { meQuery } from "../queries.ts"
import { Asked } from "../shell/Asked.tsx"
import { NewWebhook } from "./NewWebhook.tsx"
import { WebhookCard } from "./WebhookCard.tsx"
import styles from "./Webhooks.module.css"
import { renewWebhooks, webhooksQuery } from "./webhookQueries.ts"

/** Addresses that what happens is delivered to. */
export function WebhooksPart() {
  const me = useQuery(meQuery).data
  const may = me?.roles.some((role) => role === "developer" || role === "admin")
  return may ? (
    <Webhooks />
  ) : (
    <Card title="Webhooks">
      <EmptyState>
        Webhooks are for developers and admins. Ask an admin of this server to make you one.
      </EmptyState>
    </Card>
  )
}

function Webhooks() {
  const webhooks = useQuery(webhooksQuery)
  const [issued, setIssued] = useState<IssuedWebhook>()
  const shown = (webhook: IssuedWebhook) => {
    setIssued(webhook)
    void renewWebhooks()
  }
  return (
    <>
      {issued ? <Issued key={issued.secret} webhook={issued} done={() => setIssued(undefined)} /> : null}
      <Asked query={webhooks} what="the webhooks">
        {(all) =>
          all.length === 0 ? (
            <Card title="Webhooks">
              <EmptyState>
                No webhooks yet. Add an address, and each tip, goal or room event is sent to it as it happens.
              </EmptyState>
            </Card>
          ) : (
            all.map((webhook) => <WebhookCard key={webhook.id} webhook={webhook} issued={shown} />)
          )
        }
      </Asked>
      <NewWebhook created={shown} />
    </>
  )
}

function Issued({ webhook, done }: { webhook: IssuedWebhook; done: () => void }) {
  return (
    <Card title="Signing secret">
      <div className={styles.issued}>
        <p>
          The secret of <b>{webhook.description || new URL(webhook.url).host}</b> is ready. Copy it now: it is
          not shown again.
          {webhook.previousSecretUntil ? " The one before signs along for a day." : null}
        </p>
        <Secret label="Signing secret" reveal={async () => webhook.secret} onFailure={notifyFailure} />
        <div>
          <Button onClick={done}>Done</Button>
        </div>
      </div>
    </Card>
  )
}
