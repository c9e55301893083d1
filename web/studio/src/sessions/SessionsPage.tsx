import { type Session, take } from "@footlights/api"
import {
  Button,
  buttonLook,
  Card,
  count,
  duration,
  EmptyState,
  ErrorState,
  Loading,
  Money,
  RelativeTime,
  RowsShape,
  StatusPill,
} from "@footlights/ui"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect } from "react"
import { platformName } from "../live/platforms.ts"
import { api } from "../queries.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import styles from "./Sessions.module.css"

const PAGE = 20

export function SessionsPage() {
  useEffect(() => {
    document.title = "Sessions · Footlights"
  }, [])
  return (
    <>
      <PageHeader title="Sessions">Every night you streamed</PageHeader>
      <main className={styles.main}>
        <Card title="Newest first">
          <SessionList />
        </Card>
      </main>
    </>
  )
}

function SessionList() {
  const pages = useInfiniteQuery({
    queryKey: ["sessions", "list"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/sessions", {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  if (pages.isError)
    return (
      <ErrorState
        title="The sessions could not be loaded."
        error={pages.error}
        retry={() => void pages.refetch()}
      />
    )
  if (pages.isPending)
    return (
      <Loading label="Loading sessions">
        <RowsShape />
      </Loading>
    )
  const sessions = pages.data.pages.flatMap(({ items }) => items)
  if (sessions.length === 0)
    return (
      <EmptyState
        action={
          <Link to="/" className={buttonLook("filled")}>
            Start a session
          </Link>
        }
      >
        No sessions yet. Each one is kept here with its tips.
      </EmptyState>
    )
  return (
    <>
      <ol className={styles.list}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Row session={session} />
          </li>
        ))}
      </ol>
      {pages.hasNextPage ? (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show earlier sessions
        </Button>
      ) : null}
    </>
  )
}

function Row({ session }: { session: Session }) {
  const { id, title, platform, startedAt, endedAt, totalTipsCents, tipCount, currency } = session
  return (
    <Link to="/sessions/$sessionId" params={{ sessionId: id }} className={styles.row}>
      <span className={styles.name}>
        <bdi>{title || "Untitled session"}</bdi>
        <small>
          {platformName(platform)} · <RelativeTime at={startedAt} />
        </small>
      </span>
      {endedAt ? (
        <span className={styles.fact}>{duration(Date.parse(endedAt) - Date.parse(startedAt))}</span>
      ) : (
        <span>
          <StatusPill tone="live">Live</StatusPill>
        </span>
      )}
      <span className={styles.fact}>{count(tipCount, "tip")}</span>
      <b>
        <Money minor={totalTipsCents} currency={currency} />
      </b>
    </Link>
  )
}
