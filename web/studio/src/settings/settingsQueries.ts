import type { ChangeSettings, Settings } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { type Act, act } from "../deeds/act.ts"
import type { Outcome } from "../deeds/outbox.ts"
import { call } from "../queries.ts"

const KEY = ["settings"] as const

export const settingsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<Settings>("GET", "/api/settings", { signal }),
})

/** The document with a change merged into it, section by section, as the server does it. */
export function merged(settings: Settings, change: ChangeSettings): Settings {
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
    patches: [{ key: KEY, apply: (settings: Settings) => merged(settings, change) }],
    reads: [KEY],
  }
}

/** Shown at once, kept while the server is away, put back if it is refused. */
export const changeSettings = (change: ChangeSettings): Promise<Outcome<Settings>> =>
  act(settingsChange(change))
