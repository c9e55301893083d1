import type { Theme } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { act } from "../deeds/act.ts"
import { call } from "../queries.ts"

const KEY = ["theme"] as const

export const themeQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<Theme>("GET", "/api/overlay/theme", { signal }),
})

/** The whole look, with the version it was made from: somebody else's newer one is not written over. */
export const saveTheme = (theme: Theme) =>
  act<Theme>({
    method: "PUT",
    path: "/api/overlay/theme",
    body: theme,
    patches: [{ key: KEY, apply: () => theme }],
    reads: [KEY],
  })
