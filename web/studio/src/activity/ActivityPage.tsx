import type { Activity, Page as Items } from "@footlights/api"
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  exactTime,
  Loading,
  RelativeTime,
  RowsShape,
  SelectField,
} from "@footlights/ui"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { call } from "../queries.ts"
import { Page } from "../shell/Page.tsx"
import styles from "./Activity.module.css"
import { Sentence } from "./Sentence.tsx"

const PAGE = 50
const KINDS = [
  { value: "", label: "Everything" },
  { value: "streaming.session", label: "Sessions" },
  { value: "streaming.tip", label: "Tips and refunds" },
  { value: "streaming.goal", label: "Goals" },
  { value: "streaming.menu", label: "Menu" },
  { value: "streaming.alert", label: "Alerts" },
  { value: "streaming.animation", label: "Animations" },
  { value: "streaming.settings", label: "Settings" },
  { value: "streaming.moderator", label: "Moderators" },
] as const

/** What happened, newest first, out of the record that nothing is ever taken out of. */
export function ActivityPage() {
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("")
  const pages = useInfiniteQuery({
    queryKey: ["activity", kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call<Items<Activity>>("GET", "/api/activity", {
        query: { limit: PAGE, kind: kind || undefined, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title="What happened" lead="Everything, newest first; nothing here can be changed">
      <SelectField label="Show" options={KINDS} value={kind} onChange={setKind} />
      <Card title="Newest first">
        {items.length > 0 ? (
          <ol className={styles.log} aria-label="What happened">
            {items.map((one) => (
              <li key={one.id}>
                <Entry one={one} />
              </li>
            ))}
          </ol>
        ) : pages.isError ? (
          <ErrorState
            title="The record could not be loaded."
            error={pages.error}
            retry={() => void pages.refetch()}
          />
        ) : pages.isPending ? (
          <Loading label="Loading what happened">
            <RowsShape />
          </Loading>
        ) : (
          <EmptyState>Nothing has happened yet. The first session begins the record.</EmptyState>
        )}
        {pages.hasNextPage ? (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show earlier
          </Button>
        ) : null}
      </Card>
    </Page>
  )
}

function Entry({ one }: { one: Activity }) {
  const { at, kind, sessionId, detail } = one
  return (
    <details className={styles.entry}>
      <summary>
        <Sentence one={one} />
        <RelativeTime at={at} />
      </summary>
      <p>
        {exactTime(Date.parse(at))} · <code>{kind}</code>
        {sessionId ? (
          <>
            {" · "}
            <Link to="/sessions/$sessionId" params={{ sessionId }}>
              its session
            </Link>
          </>
        ) : null}
      </p>
      <pre>{JSON.stringify(detail, null, 2)}</pre>
    </details>
  )
}
