import type { Alert, AlertSettings, Page } from "@footlights/api"
import { notify } from "@footlights/ui"
import { queryOptions } from "@tanstack/react-query"
import { actNow } from "../deeds/act.ts"
import { call } from "../queries.ts"
import { settingsChange } from "../settings/settingsQueries.ts"

const KEY = ["alerts"] as const
type Alerts = Page<Alert>

const list = (state: string, limit: number) =>
  queryOptions({
    queryKey: [...KEY, state],
    queryFn: ({ signal }) => call<Alerts>("GET", "/api/alerts", { query: { state, limit }, signal }),
    select: ({ items }) => items,
    // Nobody tells of a hold that has run out.
    refetchInterval: 15_000,
  })

/** What waits, what shows, and what was shown last. */
export const heldQuery = list("held", 20)
export const queuedQuery = list("queued", 20)
export const showingQuery = list("showing", 5)
export const doneQuery = list("done", 5)

const without = (id: string) => ({
  key: KEY,
  apply: (page: Alerts): Alerts => ({ ...page, items: page.items.filter((alert) => alert.id !== id) }),
})

export const showAlert = ({ id }: Alert) =>
  actNow({ method: "POST", path: `/api/alerts/${id}/show`, patches: [without(id)], reads: [KEY] })

/** What was skipped can be had back: as a copy at the end of the queue. */
export function skipAlert({ id, payload }: Alert): void {
  actNow({ method: "POST", path: `/api/alerts/${id}/skip`, patches: [without(id)], reads: [KEY] })
  notify(`The alert of ${payload.tipperName || "someone"} was skipped.`, { undo: () => replayAlert(id) })
}

export const replayAlert = (id: string) =>
  actNow({ method: "POST", path: `/api/alerts/${id}/replay`, reads: [KEY] })

/** Pause, do not disturb, volume: at once. */
export const changeAlerts = (alerts: Partial<AlertSettings>) => actNow(settingsChange({ alerts }))
