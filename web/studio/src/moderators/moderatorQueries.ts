import type { Moderated, Moderator, ModeratorRight, Page } from "@footlights/api"
import { queryOptions } from "@tanstack/react-query"
import { act, actNow, actUndoably } from "../deeds/act.ts"
import { call } from "../queries.ts"

const KEY = ["moderators"] as const
type Moderators = Page<Moderator>

export const moderatorsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call<Moderators>("GET", "/api/moderators", { signal }),
  select: ({ items }) => items,
})

/** The creators who let one into their studios. */
export const moderatingQuery = queryOptions({
  queryKey: ["moderating"],
  staleTime: 60_000,
  queryFn: ({ signal }) => call<Page<Moderated>>("GET", "/api/moderating", { signal }),
  select: ({ items }) => items,
})

export const letIn = (username: string, rights: ModeratorRight[]) =>
  act<Moderator>({ method: "POST", path: "/api/moderators", body: { username, rights }, reads: [KEY] })

export const changeRights = (accountId: string, rights: ModeratorRight[]) =>
  actNow({
    method: "PATCH",
    path: `/api/moderators/${accountId}`,
    body: { rights },
    patches: [
      {
        key: KEY,
        apply: (page: Moderators): Moderators => ({
          ...page,
          items: page.items.map((one) => (one.accountId === accountId ? { ...one, rights } : one)),
        }),
      },
    ],
    reads: [KEY],
  })

export const letOut = ({ accountId, username }: Moderator) =>
  actUndoably(`${username} no longer moderates.`, {
    method: "DELETE",
    path: `/api/moderators/${accountId}`,
    patches: [
      {
        key: KEY,
        apply: (page: Moderators): Moderators => ({
          ...page,
          items: page.items.filter((one) => one.accountId !== accountId),
        }),
      },
    ],
    reads: [KEY],
  })
