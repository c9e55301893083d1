import type { ChangeSettings, SeenSettings, Settings } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { type Act, act } from "../deeds/act.ts"
import type { Outcome } from "../deeds/outbox.ts"
import { call } from "../queries.ts"

const KEY = ["settings"] as const

/** What one may see of them: in another's studio only how alerts come. */
export const settingsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<SeenSettings>("GET", "/api/settings", { signal }),
})

/** All of them, on pages that are only in one's own studio. */
export const ownSettingsQuery = queryOptions({
  ...settingsQuery,
  select: (seen: SeenSettings) => seen as Settings,
})

/** The document with a change merged into it, section by section, as the server does it. */
export function merged<Seen extends SeenSettings>(settings: Seen, change: ChangeSettings): Seen {
  const sections = Object.entries(change).map(([name, section]) => [
    name,
    { ...(settings[name as keyof ChangeSettings] as object), ...section },
  ])
  return { ...settings, ...Object.fromEntries(sections) }
}

export function settingsChange(change: ChangeSettings): Act {
  return {
    method: "PATCH",
    path: "/api/settings",
    body: change,
    patches: [{ key: KEY, apply: (settings: SeenSettings) => merged(settings, change) }],
    reads: [KEY],
  }
}

/** Shown at once, kept while the server is away, put back if it is refused. */
export const changeSettings = (change: ChangeSettings): Promise<Outcome<Settings>> =>
  act(settingsChange(change))
