import type { Alert, Tip } from "@footlights/api"
import { Button, Card, ErrorState, Feed, Loading, RowsShape, useRested } from "@footlights/ui"
import { Link } from "@tanstack/react-router"
import { type KeyboardEvent, type ReactNode, useState } from "react"
import { type LiveSession, mergeTips } from "../live/liveSession.ts"
import { TipRow } from "./TipRow.tsx"
import styles from "./TipsCard.module.css"
import { useTips } from "./useTips.ts"

/** How many rows of a running session a small screen shows; the style sheet says the same. */
const SHOWN_SMALL = 8

interface TipsCardProps {
  sessionId: string
  /** Of a session that runs now: what came since. */
  live?: LiveSession
  /** Alerts held for a decision, of these or other tips. */
  held?: readonly Alert[] | undefined
  mayRefund?: boolean
  empty: ReactNode
}

/** A session's tips with search: the live ones and the pages before them as one list. */
export function TipsCard({ sessionId, live, held = [], mayRefund = false, empty }: TipsCardProps) {
  const [typed, setTyped] = useState("")
  const q = useRested(typed.trim(), 250)
  const pages = useTips(sessionId, q)
  const fetched = pages.data?.pages.flatMap(({ items }) => items) ?? []
  // While searching only the server knows what matches.
  const tips = q || !live ? fetched : mergeTips(fetched, live)
  const search = typed !== "" || tips.length > 0 ? <Search typed={typed} setTyped={setTyped} /> : null
  return (
    <Card title="Tips" aside={search} className={live ? styles.live : undefined}>
      {tips.length > 0 ? (
        <Feed
          key={q}
          label="Tips, newest first"
          items={tips}
          keyOf={keyOf}
          lit={live !== undefined && !q}
          isFresh={({ id }) => live?.tips.some((tip) => tip.id === id) ?? false}
          row={(tip) => (
            <TipRow tip={tip} held={held.find(({ tipId }) => tipId === tip.id)} mayRefund={mayRefund} />
          )}
          scrolls={live !== undefined}
          foot={
            <div className={styles.foot} data-live={live !== undefined}>
              {pages.hasNextPage ? (
                <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  Show earlier tips
                </Button>
              ) : null}
              {live && tips.length > SHOWN_SMALL ? (
                <Link to="/sessions/$sessionId" params={{ sessionId }}>
                  All {tips.length}
                  {pages.hasNextPage ? " and more" : ""} tips
                </Link>
              ) : null}
            </div>
          }
        />
      ) : pages.isError ? (
        <ErrorState
          title="The tips could not be loaded."
          error={pages.error}
          retry={() => void pages.refetch()}
        />
      ) : pages.isPending ? (
        <Loading label="Loading tips">
          <RowsShape />
        </Loading>
      ) : q ? (
        <p className={styles.none}>No tip matches “{q}”.</p>
      ) : (
        empty
      )}
    </Card>
  )
}

function Search({ typed, setTyped }: { typed: string; setTyped: (typed: string) => void }) {
  const leave = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Escape") return
    setTyped("")
    event.currentTarget.blur()
  }
  return (
    <input
      type="search"
      aria-label="Search tips"
      placeholder="Search"
      className={styles.search}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={leave}
    />
  )
}

const keyOf = (tip: Tip) => tip.id
