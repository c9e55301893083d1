import { type AccessToken, type IssuedToken, take } from "@footlights/api"
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  Loading,
  notify,
  notifyFailure,
  RelativeTime,
  RowsShape,
  Secret,
} from "@footlights/ui"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { api } from "../queries.ts"
import { NewToken } from "./NewToken.tsx"
import styles from "./Settings.module.css"

const tokensKey = ["tokens"] as const

/** Personal access tokens: made for scripts, shown once, revoked for good. */
export function TokensCard() {
  const client = useQueryClient()
  const [issued, setIssued] = useState<IssuedToken>()
  const tokens = useQuery({ queryKey: tokensKey, queryFn: () => take(api.GET("/api/tokens")) })
  const renew = () => void client.invalidateQueries({ queryKey: tokensKey })
  return (
    <Card title="Access tokens">
      {issued ? <Issued token={issued} done={() => setIssued(undefined)} /> : null}
      {tokens.isError ? (
        <ErrorState
          title="The tokens could not be loaded."
          error={tokens.error}
          retry={() => void tokens.refetch()}
        />
      ) : tokens.isPending ? (
        <Loading label="Loading tokens">
          <RowsShape rows={2} />
        </Loading>
      ) : tokens.data.items.length === 0 ? (
        <EmptyState>No tokens yet. A script or an app signs in with one.</EmptyState>
      ) : (
        <ul className={styles.tokens}>
          {tokens.data.items.map((token) => (
            <TokenRow key={token.id} token={token} revoked={renew} />
          ))}
        </ul>
      )}
      <NewToken
        created={(token) => {
          setIssued(token)
          renew()
        }}
      />
    </Card>
  )
}

function Issued({ token, done }: { token: IssuedToken; done: () => void }) {
  return (
    <div className={styles.issued}>
      <p>
        <b>{token.name}</b> is ready. Copy it now: it is not shown again.
      </p>
      <Secret label="Token" reveal={async () => token.token} onFailure={notifyFailure} />
      <div>
        <Button onClick={done}>Done</Button>
      </div>
    </div>
  )
}

function TokenRow({ token, revoked }: { token: AccessToken; revoked: () => void }) {
  const revoke = useMutation({
    mutationFn: () => take(api.DELETE("/api/tokens/{id}", { params: { path: { id: token.id } } })),
    onSuccess: () => {
      notify(`${token.name} was revoked and is cut off.`)
      revoked()
    },
    onError: notifyFailure,
  })
  return (
    <li className={styles.line}>
      <p>
        <b>{token.name}</b>
        <span>
          {token.scopes.join(", ")} · made <RelativeTime at={token.createdAt} />
        </span>
      </p>
      <Button
        variant="outline"
        loading={revoke.isPending}
        onClick={() => revoke.mutate()}
        aria-label={`Revoke ${token.name}`}
      >
        Revoke
      </Button>
    </li>
  )
}
